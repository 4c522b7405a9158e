/** Since when a task has been due is in its score: this, and two for each ms since 1970. BullMQ's own scores are all lower. */
export const inLine = "9007199254740992";
/** So many tasks come into line at a time. */
const mostAtOnce = 500;

/**
 * The lines in which tasks wait for their turn, as the scripts share them. `ARGV[1]` is what all keys of a queue begin with, `ARGV[2]` the time,
 * ms since 1970, `ARGV[3]` and `ARGV[4]` how many tasks of an installation and of a repository may be at work. `ARGV[5]` names the queues for whose
 * tasks those of the same installation make way here, `ARGV[6]` the queues that make way for these: with what their keys begin, between spaces.
 *
 * Every task that is due lies in BullMQ's sorted set `prioritized`, as in earlier releases, and is taken from there alone. The lines only say
 * in which order, so an entry whose task is gone is harmless, and is dropped when it is met:
 *
 * - `turns`: the installations of which tasks wait, by the number of their last turn
 * - `turns:<lane>:<installation>`: their repositories, in the same way
 * - `line:<lane>:<installation>:<repository>`: the tasks, in the order in which they came
 * - `clock`: the last number
 */
export const lines = `
local base = ARGV[1]
local now = tonumber(ARGV[2])
local mostOfInstallation, mostOfRepository = tonumber(ARGV[3]), tonumber(ARGV[4])
local prioritized = base .. "prioritized"
-- What must not wait goes before all else of its installation.
local lanes = {"first", "then"}

-- An id of GitHub's, or 0 where there is none.
local function idIn(of, name)
  local value = type(of) == "table" and of[name]
  local isId = type(value) == "number" and value > 0 and value < ${inLine}
  return string.format("%.0f", isId and value or 0)
end

-- Whose task it is, as "<installation>:<repository>". Of what no release can read it is nobody's.
local function placeOf(id)
  local place, data = unpack(redis.call("HMGET", base .. id, "place", "data"))
  if place then return place end
  local isRead, task = pcall(cjson.decode, data or "")
  if not isRead or type(task) ~= "table" then task = {} end
  local repository = task.repository or task.from
  local installation, number = idIn(repository, "installationId"), idIn(repository, "id")
  if installation == "0" then installation = idIn(task, "installationId") end
  if number == "0" then number = idIn(task, "repositoryId") end
  return installation .. ":" .. number
end

local function installationOf(place)
  return string.match(place, "^%d+")
end

-- Where the repositories of an installation stand in a queue.
local function turnsOf(queue, installation)
  local keys = {}
  for _, lane in ipairs(lanes) do keys[#keys + 1] = queue .. "turns:" .. lane .. ":" .. installation end
  return keys
end

local function lineUp(id, since, isBack)
  if redis.call("EXISTS", base .. id) == 0 then return redis.call("ZREM", prioritized, id) end
  local place = placeOf(id)
  local installation = installationOf(place)
  local lane = redis.call("HGET", base .. id, "priority") == "1" and "first" or "then"
  local number = redis.call("INCR", base .. "clock")
  redis.call("ZADD", base .. "line:" .. lane .. ":" .. place, isBack and 0 or number, id)
  -- Whoever is new comes after all that wait.
  redis.call("ZADD", base .. "turns:" .. lane .. ":" .. installation, "NX", number, place)
  redis.call("ZADD", base .. "turns", "NX", number, installation)
  redis.call("ZADD", prioritized, string.format("%.0f", ${inLine} + 2 * math.floor(since)), id)
  redis.call("HSET", base .. id, "place", place, "delay", 0)
end

-- Since when a task in line is due, ms since 1970.
local function dueSince(score)
  return (tonumber(score) - ${inLine}) / 2
end

local function sinceOf(id)
  local times = redis.call("HMGET", base .. id, "timestamp", "processedOn")
  return math.max(tonumber(times[1]) or now, tonumber(times[2]) or 0)
end

-- What BullMQ holds ready goes into line. What was begun already and is given back goes to the front of its repository's.
local function lineUpAll()
  -- Those of workers that died, and those of earlier releases.
  for _ = 1, ${mostAtOnce} do
    local id = redis.call("RPOP", base .. "wait")
    if not id then break end
    lineUp(id, sinceOf(id), redis.call("HEXISTS", base .. id, "ats") == 1)
  end
  local added = redis.call("ZRANGEBYSCORE", prioritized, "-inf", "(${inLine}", "WITHSCORES", "LIMIT", 0, ${mostAtOnce})
  for place = 1, #added, 2 do
    -- BullMQ counts what is added, from 1, and gives what is given back a 0.
    lineUp(added[place], sinceOf(added[place]), math.fmod(tonumber(added[place + 1]), 4294967296) == 0)
  end
  -- BullMQ scores a delayed task with the ms at which it is due, times 4,096.
  local due = redis.call("ZRANGEBYSCORE", base .. "delayed", "-inf", "(" .. string.format("%.0f", (now + 1) * 4096), "WITHSCORES", "LIMIT", 0, ${mostAtOnce})
  for place = 1, #due, 2 do
    redis.call("ZREM", base .. "delayed", due[place])
    lineUp(due[place], tonumber(due[place + 1]) / 4096, false)
  end
  -- Where the lines were lost, they are made anew.
  if redis.call("EXISTS", base .. "turns") == 1 then return end
  local lost = redis.call("ZRANGEBYSCORE", prioritized, ${inLine}, "+inf", "WITHSCORES", "LIMIT", 0, ${mostAtOnce})
  for place = 1, #lost, 2 do lineUp(lost[place], dueSince(lost[place + 1]), false) end
end
`;
