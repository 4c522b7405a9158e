/**
 * What outlives the window, in the merge script: how it is written, joined, and kept within bounds. The Redis side of `mergeMemories`.
 *
 * A value is the first run, how many newest ones, these, and the marks of steps. A run is its id, attempt and time. Which names are kept
 * where there are too many depends on the names alone; some more than are kept are stored, so that seldom any have to be dropped.
 */
export const mergeMemory = `
local function readSeen(text, at)
  local seen = {}
  for place = 1, 3 do seen[place], at = readNumber(text, at) end
  return seen, at
end

local function readMemory(text)
  local memory, at, count = {newest = {}, steps = {}}, 1
  memory.first, at = readSeen(text, at)
  count, at = readNumber(text, at)
  for number = 1, count do memory.newest[number], at = readSeen(text, at) end
  while at <= #text do memory.steps[#memory.steps + 1], at = readNumber(text, at) end
  return memory
end

local function writeMemory(memory)
  local parts = {}
  local function write(seen)
    for place = 1, 3 do parts[#parts + 1] = writeNumber(seen[place]) end
  end
  write(memory.first)
  parts[#parts + 1] = writeNumber(#memory.newest)
  for _, seen in ipairs(memory.newest) do write(seen) end
  for _, mark in ipairs(memory.steps) do parts[#parts + 1] = writeNumber(mark) end
  return table.concat(parts)
end

-- By time, then by run id, then by attempt.
local function isEarlier(a, b)
  if a[3] ~= b[3] then return a[3] < b[3] end
  if a[1] ~= b[1] then return a[1] < b[1] end
  return a[2] < b[2]
end

local function append(a, b)
  local all = {}
  for _, one in ipairs(a) do all[#all + 1] = one end
  for _, one in ipairs(b) do all[#all + 1] = one end
  return all
end

local function joinMemory(a, b, mostNewest, mostSteps)
  local joined = {first = isEarlier(b.first, a.first) and b.first or a.first, newest = {}, steps = {}}
  local newest, steps, known = append(a.newest, b.newest), append(a.steps, b.steps), {}
  table.sort(newest, function(x, y) return isEarlier(y, x) end)
  for _, seen in ipairs(newest) do
    if #joined.newest < mostNewest and not known[seen[1]] then
      known[seen[1]] = true
      joined.newest[#joined.newest + 1] = seen
    end
  end
  table.sort(steps)
  for _, mark in ipairs(steps) do
    if #joined.steps < mostSteps and joined.steps[#joined.steps] ~= mark then joined.steps[#joined.steps + 1] = mark end
  end
  return joined
end

local function countDigits(text)
  return select(2, string.gsub(text, '%d', ''))
end

-- Of each kind (the first letter of a field; one kind where there is no letter) so many fields are kept.
local function keepFirstNames(key, hasLetter, most, slack)
  local total = slack
  for _, limit in pairs(most) do total = total + limit end
  if redis.call('HLEN', key) <= total then return end
  local kinds = {}
  for _, field in ipairs(redis.call('HKEYS', key)) do
    local kind = hasLetter and string.sub(field, 1, 1) or ''
    kinds[kind] = kinds[kind] or {}
    table.insert(kinds[kind], {field = field, digits = countDigits(field)})
  end
  for kind, fields in pairs(kinds) do
    table.sort(fields, function(a, b)
      if a.digits ~= b.digits then return a.digits < b.digits end
      if #a.field ~= #b.field then return #a.field < #b.field end
      return comesBefore(a.field, b.field)
    end)
    for place = (most[kind] or 0) + 1, #fields do redis.call('HDEL', key, fields[place].field) end
  end
end

for _, new in ipairs(learned.memory) do
  local key = memoriesOf[new.place]
  local stored = redis.call('HGET', key, new.field)
  local memory = stored and joinMemory(readMemory(stored), new, learned.mostNewest, learned.mostSteps) or new
  local text = writeMemory(memory)
  if text ~= stored then redis.call('HSET', key, new.field, text) end
end
keepFirstNames(memoriesOf[1], false, learned.mostEndpoints, 256)
keepFirstNames(memoriesOf[2], true, learned.mostParts, 256)
`;
