"""Files on a disk that may fail: every system call in one place, atomic and durable writes, French sentences for its errors."""
