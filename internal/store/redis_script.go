package store

import "github.com/redis/go-redis/v9"

// What happens inside Redis. Redis does not undo a script that fails half-way, so that applyScript works out every value
// before it writes the first.

// retiredReply is how applyScript refuses to change a store that is retired.
const retiredReply = "digbot store retired"

// applyScript does a change if its conditions hold, and answers 1, or 0 when one of them does not. It reads all at once, and
// writes all at once: each call costs more than what it does.
//
// Arguments: whether to mark; a sign for each condition, "=" (it holds the value) or "-" (it is absent); a sign for each
// write, "=" (the value), "-" (remove) or "+" (what to add); for each condition, and then for each write, a key and a value.
var applyScript = redis.NewScript(`
local records, index, marks = KEYS[1], KEYS[2], KEYS[3]
local conditions, writes = ARGV[2], ARGV[3]
local first = 4 + 2 * #conditions
if ARGV[1] == '1' then
  redis.call('INCR', marks)
end

local asked = {'` + retiredKey() + `'}
for at = 4, first - 2, 2 do
  asked[#asked + 1] = ARGV[at]
end
for i = 1, #writes do
  if string.sub(writes, i, i) == '+' then
    asked[#asked + 1] = ARGV[first + 2 * i - 2]
  end
end
local stands = {}
for from = 1, #asked, 1000 do
  for _, value in ipairs(redis.call('HMGET', records, unpack(asked, from, math.min(from + 999, #asked)))) do
    stands[#stands + 1] = value
  end
end

if stands[1] then
  local knows = false
  for at = 4, first - 2, 2 do
    knows = knows or ARGV[at] == asked[1]
  end
  if not knows then
    return redis.error_reply('ERR ` + retiredReply + `')
  end
end
for i = 1, #conditions do
  local wanted = string.sub(conditions, i, i) == '=' and ARGV[3 + 2 * i]
  if stands[i + 1] ~= wanted then
    return 0
  end
end

local staged, order, counts = {}, {}, 1 + #conditions
for i = 1, #writes do
  local key, value, sign = ARGV[first + 2 * i - 2], ARGV[first + 2 * i - 1], string.sub(writes, i, i)
  local count = staged[key]
  if count == nil then
    order[#order + 1] = key
  end
  if sign == '-' then
    value = false
  elseif sign == '+' then
    counts = counts + 1
    if count == nil then
      count = stands[counts]
    end
    count = count or '0'
    if not string.match(count, '^-?%d+$') then
      return redis.error_reply('ERR no count in ' .. key)
    end
    value = string.format('%.0f', tonumber(count) + tonumber(value))
  end
  staged[key] = value
end

local puts, listed, gone = {}, {}, {}
for _, key in ipairs(order) do
  if staged[key] then
    puts[#puts + 1], listed[#listed + 1] = key, 0
    puts[#puts + 1], listed[#listed + 1] = staged[key], key
  else
    gone[#gone + 1] = key
  end
end
local function call(command, key, list)
  for from = 1, #list, 1000 do
    redis.call(command, key, unpack(list, from, math.min(from + 999, #list)))
  end
end
call('HSET', records, puts)
call('ZADD', index, listed)
call('HDEL', records, gone)
call('ZREM', index, gone)
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
