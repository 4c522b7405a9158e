/**
 * How the values of a baseline are written: the part of the merge script that knows their bytes. `decodeBaseline` reads them.
 *
 * A sighting is a list of (name, slot of the newest run that carried it) and a bitmap of the slots in which it was seen; the
 * slot of the newest is enough to tell when a process or a step falls out of the window. Numbers are little-endian in groups
 * of 7 bits. Strings are compared byte by byte, because Lua's own comparison follows the server's locale.
 */
export const storedValues = `
local function comesBefore(a, b)
  for at = 1, math.min(#a, #b) do
    local x, y = string.byte(a, at), string.byte(b, at)
    if x ~= y then return x < y end
  end
  return #a < #b
end

local function isOlder(a, b)
  if a.at == b.at then return comesBefore(a.key, b.key) end
  return comesBefore(a.at, b.at)
end

local function writeNumber(number)
  if number < 128 then return string.char(number) end
  local bytes = ''
  while number >= 128 do
    bytes = bytes .. string.char(number % 128 + 128)
    number = math.floor(number / 128)
  end
  return bytes .. string.char(number)
end

local function readNumber(text, at)
  local number, unit = 0, 1
  while true do
    local byte = string.byte(text, at)
    at = at + 1
    if byte < 128 then return number + byte * unit, at end
    number, unit = number + (byte - 128) * unit, unit * 128
  end
end

local function readText(text, at)
  local length
  length, at = readNumber(text, at)
  return string.sub(text, at, at + length - 1), at + length
end

-- A run: its key, when, its events, and twice the leg plus one if it was complete.
local function readRun(text)
  local run, at, count, number = {events = {}, legs = {}}, 1
  run.key, at = readText(text, at)
  run.at, at = readText(text, at)
  count, at = readNumber(text, at)
  for _ = 1, count do
    number, at = readNumber(text, at)
    run.events[number] = true
  end
  while at <= #text do
    number, at = readNumber(text, at)
    run.legs[math.floor(number / 2)] = number % 2
  end
  return run
end

local function writeRun(run)
  local events, legs, count = '', '', 0
  for event in pairs(run.events) do
    events, count = events .. writeNumber(event), count + 1
  end
  for leg, complete in pairs(run.legs) do legs = legs .. writeNumber(leg * 2 + complete) end
  return writeNumber(#run.key) .. run.key .. writeNumber(#run.at) .. run.at .. writeNumber(count) .. events .. legs
end

local function readSighting(text)
  local sighting, at, count, name, slot = {newest = {}}, 1
  count, at = readNumber(text, at)
  for _ = 1, count do
    name, at = readNumber(text, at)
    slot, at = readNumber(text, at)
    sighting.newest[name] = slot
  end
  sighting.slots = string.sub(text, at)
  return sighting
end

local function writeSighting(sighting)
  local pairsOf, count = '', 0
  for name, slot in pairs(sighting.newest) do
    pairsOf, count = pairsOf .. writeNumber(name) .. writeNumber(slot), count + 1
  end
  return writeNumber(count) .. pairsOf .. sighting.slots
end

local function addSlot(slots, slot)
  local at = math.floor(slot / 8) + 1
  if #slots < at then slots = slots .. string.rep('\\0', at - #slots) end
  local byte = bit.bor(string.byte(slots, at), bit.lshift(1, slot % 8))
  return string.sub(slots, 1, at - 1) .. string.char(byte) .. string.sub(slots, at + 1)
end
`;
