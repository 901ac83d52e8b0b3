package store

import (
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// What happens inside Redis. Redis does not undo a script that fails half-way, so that applyScript works out every value of a
// change before it writes the first.

// retiredReply is how applyScript refuses to change a store that is retired.
const retiredReply = "digbot store retired"

// applyScript does changes, one after the other, each if its conditions hold and whatever becomes of the others. For each it
// answers 1, or 0 when a condition does not hold, or says why it cannot be done. It is one command however many there are:
// Redis writes to its disk once for it. Within it, one call reads all that a change asks about, and few write all: a call
// costs more than what it does.
//
// Arguments, for each change: whether to mark; a sign for each condition, "=" (it holds the value) or "-" (it is absent); a
// sign for each write, "=" (the value), "-" (remove) or "+" (what to add); for each condition, and then for each write, a
// key and a value.
var applyScript = redis.NewScript(`
local records, index, marks = KEYS[1], KEYS[2], KEYS[3]
local most = 1000 -- values of one call

local function call(command, key, list)
  for from = 1, #list, most do
    redis.call(command, key, unpack(list, from, math.min(from + most - 1, #list)))
  end
end

local function read(keys)
  local values = {}
  for from = 1, #keys, most do
    for _, value in ipairs(redis.call('HMGET', records, unpack(keys, from, math.min(from + most - 1, #keys)))) do
      values[#values + 1] = value
    end
  end
  return values
end

local function change(mark, conditions, writes, at)
  local first = at + 2 * #conditions
  if mark == '1' then
    redis.call('INCR', marks)
  end

  local asked = {'` + retiredKey() + `'}
  for i = at, first - 2, 2 do
    asked[#asked + 1] = ARGV[i]
  end
  for i = 1, #writes do
    if string.sub(writes, i, i) == '+' then
      asked[#asked + 1] = ARGV[first + 2 * i - 2]
    end
  end
  local stands = read(asked)

  local knows = not stands[1]
  for i = 1, #conditions do
    knows = knows or asked[i + 1] == asked[1]
  end
  if not knows then
    return '` + retiredReply + `'
  end
  for i = 1, #conditions do
    local wanted = string.sub(conditions, i, i) == '=' and ARGV[at + 2 * i - 1]
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
        return 'no count in ' .. key
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
  call('HSET', records, puts)
  call('ZADD', index, listed)
  call('HDEL', records, gone)
  call('ZREM', index, gone)
  return 1
end

local answers, at = {}, 1
while at <= #ARGV do
  local mark, conditions, writes = ARGV[at], ARGV[at + 1], ARGV[at + 2]
  answers[#answers + 1] = change(mark, conditions, writes, at + 3)
  at = at + 3 + 2 * #conditions + 2 * #writes
end
return answers
`)

// done reads the answer to one change. ErrRetired when the store takes none.
func done(answer any) (bool, error) {
	switch answer := answer.(type) {
	case int64:
		return answer == 1, nil
	case string:
		if answer == retiredReply {
			return false, ErrRetired
		}
		return false, errors.New(answer)
	}
	return false, fmt.Errorf("the answer %v is none that the script gives", answer)
}

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
