import { lines } from "./lines.lua.ts";

/** Whose turn it is, and how a task leaves its line; with what `lines` says. */
export const next = `${lines}
-- How many tasks of each installation and repository are at work, in all processes.
local function countAtWork()
  local counts = {}
  for _, id in ipairs(redis.call("LRANGE", base .. "active", 0, -1)) do
    local place = placeOf(id)
    for _, of in ipairs({place, installationOf(place)}) do counts[of] = (counts[of] or 0) + 1 end
  end
  return counts
end

local function firstOf(line)
  local id = redis.call("ZRANGE", line, 0, 0)[1]
  while id and not redis.call("ZSCORE", prioritized, id) do
    redis.call("ZREM", line, id)
    id = redis.call("ZRANGE", line, 0, 0)[1]
  end
  return id
end

-- Asks one after the other for something, in turn, until one has it. Gives it, and whether anything waits.
local function askInTurn(turns, ask)
  local place = 0
  while true do
    local member = redis.call("ZRANGE", turns, place, place)[1]
    if not member then return nil, place > 0 end
    local found, waits = ask(member)
    if found then return found, true end
    if waits then place = place + 1 else redis.call("ZREM", turns, member) end
  end
end

local function findOf(installation, counts)
  local waits = false
  for _, lane in ipairs(lanes) do
    local found, waitsHere = askInTurn(base .. "turns:" .. lane .. ":" .. installation, function(place)
      local id = firstOf(base .. "line:" .. lane .. ":" .. place)
      if not id then return nil, false end
      if (counts[place] or 0) >= mostOfRepository then return nil, true end
      return {id = id, lane = lane, place = place, installation = installation}, true
    end)
    if found then return found, true end
    waits = waits or waitsHere
  end
  return nil, waits
end

local function makesWay(installation)
  for queue in string.gmatch(ARGV[5], "%S+") do
    if redis.call("EXISTS", unpack(turnsOf(queue, installation))) > 0 then return true end
  end
  return false
end

-- The task whose turn it is, among those that may be begun.
local function findNext()
  local counts = countAtWork()
  return askInTurn(base .. "turns", function(installation)
    if (counts[installation] or 0) >= mostOfInstallation or makesWay(installation) then return nil, true end
    return findOf(installation, counts)
  end)
end

-- Takes a task out of its line. Whose last one it is stands in line no longer, and else behind all others.
local function leaveLine(found)
  local number = redis.call("INCR", base .. "clock")
  local function renumber(turns, member, waits)
    if waits then redis.call("ZADD", turns, number, member) else redis.call("ZREM", turns, member) end
  end
  local line = base .. "line:" .. found.lane .. ":" .. found.place
  redis.call("ZREM", line, found.id)
  redis.call("ZREM", prioritized, found.id)
  renumber(base .. "turns:" .. found.lane .. ":" .. found.installation, found.place, redis.call("EXISTS", line) > 0)
  local waits = redis.call("EXISTS", unpack(turnsOf(base, found.installation))) > 0
  renumber(base .. "turns", found.installation, waits)
  if waits then return end
  for queue in string.gmatch(ARGV[6], "%S+") do
    if redis.call("EXISTS", queue .. "turns") > 0 then redis.call("ZADD", queue .. "marker", 0, "0") end
  end
end
`;
