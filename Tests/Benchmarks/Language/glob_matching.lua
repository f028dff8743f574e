local extensions = {"jpg", "png", "mov", "txt", "heic"}
local hits = 0
for i = 0, 200000 - 1 do
  local path = "camera/" .. (2000 + i % 25) .. "/img_" .. i .. "." .. extensions[i % 5 + 1]
  if path:match("^camera/.*img_[^/]*5%.jpg$") or path:match("^camera/.*img_[^/]*5%.heic$") then hits = hits + 1 end
end
print(hits)
