import re

pattern = re.compile(r"camera/(?:.*/)?img_[^/]*5\.(?:jpg|heic)")
extensions = ["jpg", "png", "mov", "txt", "heic"]
hits = 0
for i in range(200_000):
    path = f"camera/{2000 + i % 25}/img_{i}.{extensions[i % 5]}"
    if pattern.fullmatch(path):
        hits += 1
print(hits)
