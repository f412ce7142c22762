-- Takes decisions under the next § of meetings that are going on: wrk -s write.lua URL -- FILE OPEN DECIDE
-- FILE has a meeting and its secretary's token a line; OPEN and DECIDE hold the two questions. A meeting has
-- 15 §§, each opened by one request and decided under by the next, and then another meeting goes on.

local threads = {}

function setup(thread)
  thread:set("place", #threads)
  threads[#threads + 1] = thread
end

local function read(name)
  local file = assert(io.open(name))
  local text = file:read("*a")
  file:close()
  return text
end

function init(args)
  opening, deciding = read(args[2]), read(args[3])
  meetings, free, decided, failed = {}, {}, 0, 0
  local line_number = 0
  for line in io.lines(args[1]) do
    line_number = line_number + 1
    if line_number % 2 == place then
      local id, token = line:match("^(%S+) (%S+)$")
      meetings[#meetings + 1] = { id = id, steps = 0, headers = {
        ["Content-Type"] = "application/json", ["Authorization"] = "Bearer " .. token } }
    end
  end
  -- Those that stand last are taken first.
  for number = #meetings, 1, -1 do
    free[#free + 1] = number
  end
end

function request()
  local number = table.remove(free)
  if not number then
    -- Whoever prepares too few meetings sees it among the errors.
    return wrk.format("GET", "/livez")
  end
  local meeting = meetings[number]
  local name = number .. "." .. meeting.steps .. "." .. meeting.id
  local body
  if meeting.paragraph then
    body = deciding:gsub("PARAGRAPH", meeting.paragraph)
  else
    body = opening:gsub("MEETING", meeting.id)
  end
  body = body:gsub("NAME", name)
  return wrk.format("POST", "/graphql", meeting.headers, body)
end

function response(status, _, body)
  local number = tonumber(body:match('"clientMutationId":"(%d+)%.%d+%.'))
  local meeting = meetings[number]
  if not meeting then
    failed = failed + 1
    if failed == 1 then
      io.stderr:write(status .. " " .. body .. "\n")
    end
    return
  end
  meeting.steps = meeting.steps + 1
  if meeting.paragraph then
    meeting.paragraph = nil
    decided = decided + 1
  else
    meeting.paragraph = body:match('"id":"(par%-%w+)"')
  end
  if meeting.steps < 30 then
    free[#free + 1] = number
  else
    table.insert(free, 1, number)
  end
end

function done(summary, latency)
  local errors, all, wrong = summary.errors, 0, 0
  for _, thread in ipairs(threads) do
    all = all + thread:get("decided")
    wrong = wrong + thread:get("failed")
  end
  io.write(string.format(
    '{"requests":%d,"units":%d,"microseconds":%d,"bytes":%d,"errors":%d,"p50":%d,"p99":%d}\n',
    summary.requests, all, summary.duration, summary.bytes,
    wrong + errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end
