-- One award per request, each to somebody else, each with a key of its own.
local n = 0
local stamp = tostring(os.time()) .. tostring({}):sub(8)
local body = '{"achievementId":"' .. os.getenv("ACHIEVEMENT") .. '","recipient":{"email":"t%d-%s@school.example"}}'
wrk.method = "POST"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("KEY")
wrk.headers["Content-Type"] = "application/json"
request = function()
  n = n + 1
  wrk.headers["Idempotency-Key"] = stamp .. "-" .. n
  return wrk.format(nil, nil, nil, body:format(n, stamp:gsub("[^%w]", "")))
end
