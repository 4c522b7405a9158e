/**
 * Drops what has left the window: the part of the merge script that rewrites a whole baseline with the runs that are left, in order of
 * time, and with the names that they use. Remembers the newest dropped run: what is not newer never comes back, however
 * late it is delivered.
 */
export const pruneBaseline = `
local function readHash(key)
  local flat, pairsOf = redis.call('HGETALL', key), {}
  for at = 1, #flat, 2 do pairsOf[#pairsOf + 1] = {flat[at], flat[at + 1]} end
  return pairsOf
end

local function prune()
  local all = {}
  for slot = 0, count - 1 do all[slot + 1] = {slot = slot, run = loadRun(slot)} end
  table.sort(all, function(a, b) return isOlder(a.run, b.run) end)
  local first = math.max(1, count - keptRuns + 1)
  while first < count and comesBefore(all[first].run.at, keptSince) do first = first + 1 end
  redis.call('HSET', meta, 'oldest', all[first].run.at)
  if first == 1 then return end
  local last = all[first - 1].run
  if not floor or isOlder(floor, last) then
    redis.call('HSET', meta, 'floor-at', last.at, 'floor-key', last.key)
  end

  local texts, renamed, nameCount = {}, {}, 0
  for _, pair in ipairs(readHash(names)) do texts[tonumber(pair[2])] = pair[1] end
  redis.call('DEL', names, slotsOf[1], slotsOf[2], runsOf[1], runsOf[2])
  local function rename(name)
    if not renamed[name] then
      renamed[name] = nameCount
      redis.call('HSET', names, texts[name], nameCount)
      nameCount = nameCount + 1
    end
    return renamed[name]
  end

  local moved = {}
  for at = first, count do
    local slot = at - first
    moved[all[at].slot] = slot
    storeRun(slot, all[at].run, rename)
  end
  for _, key in ipairs(sightingsOf) do
    local sightings = readHash(key)
    redis.call('DEL', key)
    for _, pair in ipairs(sightings) do
      local old, new = readSighting(pair[2]), {newest = {}, slots = ''}
      for at = 1, #old.slots do
        local byte = string.byte(old.slots, at)
        for place = 0, 7 do
          local slot = bit.band(byte, bit.lshift(1, place)) ~= 0 and moved[(at - 1) * 8 + place]
          if slot then new.slots = addSlot(new.slots, slot) end
        end
      end
      for name, slot in pairs(old.newest) do
        if moved[slot] then new.newest[rename(name)] = moved[slot] end
      end
      if new.slots ~= '' then redis.call('HSET', key, pair[1], writeSighting(new)) end
    end
  end
end
`;
