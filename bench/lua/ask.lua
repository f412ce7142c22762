-- Asks questions one after the other: wrk -s ask.lua URL -- METHOD PATH FILE OFFSET [look]
-- FILE has a question a line, a body for POST and an address for GET; threads begin in different places of it. No two of
-- many questions are the same: asked again, or by the other thread, they end in spaces or signs that say nothing. With
-- look, answers are looked into for errors, which costs the load generator more than asking.

local threads = {}

function setup(thread)
  thread:set("place", #threads)
  threads[#threads + 1] = thread
end

function init(args)
  method, path = args[1], args[2]
  questions = {}
  for line in io.lines(args[3]) do
    questions[#questions + 1] = line
  end
  at = tonumber(args[4]) + place * math.floor(#questions / 2)
  headers = { ["Content-Type"] = "application/json" }
  wrong = 0
  if args[5] == "look" then
    function response(status, _, body)
      if status ~= 200 or body:sub(-2000):find('"errors":[', 1, true) then
        wrong = wrong + 1
      end
    end
  end
end

function request()
  local question = questions[at % #questions + 1]
  local pass = #questions > 1 and 2 * math.floor(at / #questions) + place or 0
  at = at + 1
  if method == "POST" then
    return wrk.format("POST", path, headers, question .. (" "):rep(pass))
  end
  if pass > 0 then
    question = question .. (question:find("?", 1, true) and "" or "?") .. ("&"):rep(pass)
  end
  return wrk.format("GET", question)
end

function done(summary, latency)
  local errors, wrong = summary.errors, 0
  for _, thread in ipairs(threads) do
    wrong = wrong + thread:get("wrong")
  end
  -- What is looked into counts an answer with a wrong status itself.
  local refused = math.max(errors.status, wrong)
  io.write(string.format(
    '{"requests":%d,"units":%d,"microseconds":%d,"bytes":%d,"errors":%d,"p50":%d,"p99":%d}\n',
    summary.requests, summary.requests - refused, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.timeout + refused,
    latency:percentile(50), latency:percentile(99)))
end
