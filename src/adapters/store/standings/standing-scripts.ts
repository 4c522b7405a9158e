/**
 * Replaces what is stored of a repository, and with it the owner's numbers, now and of the day. Of an owner without a job nothing stays. Keys: the
 * owner's repositories, its numbers. Arguments: the repository; what was known, empty for nothing, and `any` to do it whatever is there; what comes
 * in its place, empty for nothing; the day; the most days; seconds for which all is kept. Returns 0 where something else was there, else the numbers
 * behind the microseconds since 1970, and 1 with the first change of a day.
 */
export const replaceScript = `
local before = redis.call("HGET", KEYS[1], ARGV[1]) or ""
local next = ARGV[3]
if ARGV[2] ~= "any" and ARGV[2] ~= before then return 0 end
if next == "" then redis.call("HDEL", KEYS[1], ARGV[1]) else redis.call("HSET", KEYS[1], ARGV[1], next) end
local known = string.match(redis.call("HGET", KEYS[2], "now") or ":{}", "^%d*:(.*)$")
local counts = cjson.decode(known)
local isEmpty = true
local function add(text, by)
  if text == "" then return end
  for _, file in ipairs(cjson.decode(text).files or {}) do
    for _, job in ipairs(file[2]) do counts[job[2]] = (counts[job[2]] or 0) + by end
  end
end
add(before, -1)
add(next, 1)
for state, count in pairs(counts) do
  if count > 0 then isEmpty = false else counts[state] = nil end
end
local text = cjson.encode(counts)
local time = redis.call("TIME")
local now = string.format("%d%06d:%s", time[1], time[2], text)
if isEmpty then
  redis.call("DEL", KEYS[1], KEYS[2])
  return {now, 0}
end
local more = redis.call("HSET", KEYS[2], "now", now, ARGV[4], text)
local most = tonumber(ARGV[5])
if more > 0 and redis.call("HLEN", KEYS[2]) > most + 1 then
  local days = redis.call("HKEYS", KEYS[2])
  table.sort(days)
  for i = 1, #days - 1 - most do redis.call("HDEL", KEYS[2], days[i]) end
end
if next ~= "" then
  for i = 1, 2 do redis.call("EXPIRE", KEYS[i], ARGV[6]) end
end
return {now, more > 0 and 1 or 0}`;
