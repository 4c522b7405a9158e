import { mergeMemory } from "./memory.lua.ts";
import { storedValues } from "./stored-values.lua.ts";

/** What the script returns a sum of: runs are stored of which nothing is remembered, some have left the window, there was no room for all names. */
export const mergeSigns = { forgetful: 1, overdue: 2, full: 4 } as const;

/** Real jobs call at most some hundred hosts. What is beyond these is not kept, and the runs that brought it are incomplete. */
const [mostSightings, mostNames] = [10_000, 20_000];

/**
 * Merges a learned baseline into a stored one: the Redis side of `mergeBaselines`, atomic. Reads and writes only what the
 * learned one names.
 *
 * Each run has a slot, counted from 0 in order of arrival. Names are numbers into one dictionary.
 *
 * KEYS: see `listKeys`. ARGV: see `encodeLearned`, which counts runs and names from 1, and `Baselines.merge`.
 */
export const mergeBaselineScript = `
local meta, index, names = KEYS[1], KEYS[2], KEYS[3]
local slotsOf, runsOf = {KEYS[4], KEYS[5]}, {KEYS[6], KEYS[7]}
local sightingsOf = {KEYS[8], KEYS[9], KEYS[10], KEYS[11]}
local memoriesOf = {KEYS[12], KEYS[13]}
local learned = cjson.decode(ARGV[1])
local member, lifetime = ARGV[2], tonumber(ARGV[3])
local mostRuns = tonumber(ARGV[4])
local keptSince, overdueBefore = ARGV[5], ARGV[6]
local remembersAll = ARGV[7] == '1'
local firstName = 7
-- Whoever rewrites what is stored sees by it whether it was changed meanwhile.
redis.call('HINCRBY', meta, 'version', 1)
${storedValues}
-- Small hashes are stored compactly: at most 128 fields, so the runs are spread over two.
local function half(slot)
  return slot < 128 and 1 or 2
end

local loadedRuns = {}
local function loadRun(slot)
  if not loadedRuns[slot] then loadedRuns[slot] = readRun(redis.call('HGET', runsOf[half(slot)], slot)) end
  return loadedRuns[slot]
end

local compared = {}
local function isOlderSlot(a, b)
  local pair = a * 65536 + b
  if compared[pair] == nil then compared[pair] = isOlder(loadRun(a), loadRun(b)) end
  return compared[pair]
end

local function storeRun(slot, run)
  redis.call('HSET', slotsOf[half(slot)], run.key, slot)
  redis.call('HSET', runsOf[half(slot)], slot, writeRun(run))
end

local isFull = false
local numbers = {}
-- Nil for a name that is new where there is no room.
local function numberOf(name, most)
  if not numbers[name] then
    local text = ARGV[firstName + name]
    local known = redis.call('HGET', names, text)
    if not known then
      known = redis.call('HLEN', names)
      if most and known >= most then
        isFull = true
        return nil
      end
      redis.call('HSET', names, text, known)
    end
    numbers[name] = tonumber(known)
  end
  return numbers[name]
end

local limits = redis.call('HMGET', meta, 'oldest', 'floor-at', 'floor-key', 'kept-since', 'overdue-before')
local oldest = limits[1]
local floor = limits[2] and {at = limits[2], key = limits[3]}
if limits[4] and comesBefore(keptSince, limits[4]) then
  keptSince, overdueBefore = limits[4], limits[5]
else
  redis.call('HSET', meta, 'kept-since', keptSince, 'overdue-before', overdueBefore)
end
local count = redis.call('HLEN', slotsOf[1]) + redis.call('HLEN', slotsOf[2])
if count == 0 or remembersAll then redis.call('HSET', meta, 'remembers-all', '1') end
local isForgetful = redis.call('HGET', meta, 'remembers-all') ~= '1'

-- The slot of a learned run; nil for one that has already left the window.
local function mergeRun(new)
  local slot = redis.call('HGET', slotsOf[1], new.key) or redis.call('HGET', slotsOf[2], new.key)
  local run
  if slot then
    slot = tonumber(slot)
    run = loadRun(slot)
    if comesBefore(new.at, run.at) then run.at = new.at end
  else
    if floor and not isOlder(floor, new) then return nil end
    slot, count = count, count + 1
    run = {key = new.key, at = new.at, events = {}, legs = {}}
    loadedRuns[slot] = run
  end
  for _, event in ipairs(new.events) do run.events[numberOf(event)] = true end
  for _, leg in ipairs(new.legs) do
    local name = numberOf(leg[1])
    run.legs[name] = math.max(run.legs[name] or 0, leg[2])
  end
  storeRun(slot, run)
  if not oldest or comesBefore(run.at, oldest) then
    oldest = run.at
    redis.call('HSET', meta, 'oldest', oldest)
  end
  return slot
end

local slots = {}
for number, run in ipairs(learned.runs) do slots[number] = mergeRun(run) end

local total = 0
for _, key in ipairs(sightingsOf) do total = total + redis.call('HLEN', key) end

for _, new in ipairs(learned.sightings) do
  local key, field = sightingsOf[new.place], new.field
  local newest, sighting, stored
  for _, number in ipairs(new.runs) do
    local slot = slots[number]
    if slot then
      if not sighting then
        stored = redis.call('HGET', key, field)
        if not stored then
          if total >= ${mostSightings} then
            isFull = true
            break
          end
          total = total + 1
        end
        sighting = readSighting(stored or '\\0')
      end
      sighting.slots = addSlot(sighting.slots, slot)
      if not newest or isOlderSlot(newest, slot) then newest = slot end
    end
  end
  if sighting then
    for _, number in ipairs(new.names) do
      local name = numberOf(number, ${mostNames})
      local known = name and sighting.newest[name]
      if name and (not known or isOlderSlot(known, newest)) then sighting.newest[name] = newest end
    end
    local text = writeSighting(sighting)
    if text ~= stored then redis.call('HSET', key, field, text) end
  end
end
if isFull then
  for number, new in ipairs(learned.runs) do
    local slot = slots[number]
    if slot then
      local run = loadRun(slot)
      for _, leg in ipairs(new.legs) do run.legs[numberOf(leg[1])] = 0 end
      storeRun(slot, run)
    end
  end
end
${mergeMemory}
local isOverdue = not isForgetful and (count > mostRuns or (oldest and comesBefore(oldest, overdueBefore)))

local now = tonumber(redis.call('TIME')[1])
redis.call('ZADD', index, now, member)
redis.call('ZREMRANGEBYSCORE', index, '-inf', now - lifetime)
for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, lifetime) end
return (isForgetful and ${mergeSigns.forgetful} or 0) + (isOverdue and ${mergeSigns.overdue} or 0) + (isFull and ${mergeSigns.full} or 0)
`;
