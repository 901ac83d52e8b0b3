package store

import "github.com/redis/go-redis/v9"

// What happens inside Redis. Redis does not undo a script that fails half-way, so that applyScript works out every value
// before it writes the first.

// retiredReply is how applyScript refuses to change a store that is retired.
const retiredReply = "digbot store retired"

// applyScript does a change if its conditions hold, and answers 1, or 0 when one of them does not.
//
// Arguments: whether to mark; the number of conditions; for each a key and "" (absent) or "=" and the value; for each
// write a key and "" (remove), "=" and the value, or "+" and what to add.
var applyScript = redis.NewScript(`
local records, index, marks = KEYS[1], KEYS[2], KEYS[3]
if ARGV[1] == '1' then
  redis.call('INCR', marks)
end

local first = 3 + 2 * tonumber(ARGV[2])
if redis.call('HEXISTS', records, '` + retiredKey() + `') == 1 then
  local knows = false
  for at = 3, first - 1, 2 do
    knows = knows or ARGV[at] == '` + retiredKey() + `'
  end
  if not knows then
    return redis.error_reply('ERR ` + retiredReply + `')
  end
end
for at = 3, first - 1, 2 do
  local value = redis.call('HGET', records, ARGV[at])
  local content = value and '=' .. value or ''
  if content ~= ARGV[at + 1] then
    return 0
  end
end

local staged, order = {}, {}
for at = first, #ARGV, 2 do
  local key, kind, value = ARGV[at], string.sub(ARGV[at + 1], 1, 1), string.sub(ARGV[at + 1], 2)
  local count = staged[key]
  if count == nil then
    order[#order + 1] = key
  end
  if kind == '' then
    value = false
  elseif kind == '+' then
    if count == nil then
      count = redis.call('HGET', records, key)
    end
    count = count or '0'
    if not string.match(count, '^-?%d+$') then
      return redis.error_reply('ERR no count in ' .. key)
    end
    value = string.format('%.0f', tonumber(count) + tonumber(value))
  end
  staged[key] = value
end

for _, key in ipairs(order) do
  if staged[key] then
    if redis.call('HSET', records, key, staged[key]) == 1 then
      redis.call('ZADD', index, 0, key)
    end
  elseif redis.call('HDEL', records, key) == 1 then
    redis.call('ZREM', index, key)
  end
end
return 1
`)

// scanScript answers the keys and values of a stretch of keys, in turn.
//
// Arguments: where the stretch begins and ends, as ZRANGEBYLEX has it; how many records at most.
var scanScript = redis.NewScript(`
local found = {}
local keys = redis.call('ZRANGEBYLEX', KEYS[2], ARGV[1], ARGV[2], 'LIMIT', 0, ARGV[3])
for from = 1, #keys, 200 do
  local values = redis.call('HMGET', KEYS[1], unpack(keys, from, math.min(from + 199, #keys)))
  for i, value in ipairs(values) do
    found[#found + 1] = keys[from + i - 1]
    found[#found + 1] = value
  end
end
return found
`)
