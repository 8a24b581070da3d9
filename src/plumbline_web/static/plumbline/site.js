// What the pages can do better where a script runs. Every page works without it.
