// The runtime of the program inside the fault-proof VM: start, system calls, the heap, and the few
// functions of the C library that the generated code calls.
#include "kopi.h"
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#if __SIZEOF_POINTER__ == 8
typedef int64_t word;
#define SYS_READ 5000
#define SYS_WRITE 5001
#define SYS_MMAP 5009
#define SYS_EXIT_GROUP 5205
#else
typedef int32_t word;
#define SYS_READ 4003
#define SYS_WRITE 4004
#define SYS_MMAP 4090
#define SYS_EXIT_GROUP 4246
#endif

// The exit code of a defect, as opposed to a verdict: 0 and 1.
#define DEFECT 2

// A page of the heap is in the VM's memory only once it was written.
#define HEAP_BYTES (INT32_C(1) << 30)

extern word kopi_syscall(word number, word a, word b, word c);
extern int main(int argc, char** argv);

char* kopi_heap_next;
char* kopi_heap_end;

void kopi_exit(int32_t code) {
  kopi_syscall(SYS_EXIT_GROUP, code, 0, 0);
  __builtin_trap();
}

static void fail(const char* message) {
  kopi_syscall(SYS_WRITE, 2, (word) message, (word) strlen(message));
  kopi_exit(DEFECT);
}

void kopi_out_of_memory(void) {
  fail("the program's heap of 1 GiB is full\n");
  __builtin_unreachable();
}

void abort(void) {
  fail("the program was aborted\n");
  __builtin_unreachable();
}

void kopi_start(void) {
  char* heap = (char*) kopi_syscall(SYS_MMAP, 0, HEAP_BYTES, 3);
  if ((word) heap == -1) {
    fail("the program got no heap of 1 GiB\n");
  }
  kopi_heap_next = heap;
  kopi_heap_end = heap + HEAP_BYTES;
  main(0, NULL);
  kopi_exit(DEFECT);
}

void kopi_read(int32_t fd, void* array, int32_t offset, int32_t length) {
  char* at = KOPI_BYTES(array) + offset;
  char* end = at + length;
  while (at < end) {
    word n = kopi_syscall(SYS_READ, fd, (word) at, end - at);
    if (n <= 0) {
      fail("reading failed or was cut off\n");
    }
    at += n;
  }
}

void kopi_write(int32_t fd, void* array, int32_t offset, int32_t length) {
  char* at = KOPI_BYTES(array) + offset;
  char* end = at + length;
  while (at < end) {
    word n = kopi_syscall(SYS_WRITE, fd, (word) at, end - at);
    if (n <= 0) {
      fail("writing failed\n");
    }
    at += n;
  }
}

int32_t kopi_configuration_length(void) {
  int32_t length = (int32_t) KOPI_BIG32(((kopi_unaligned32*) kopi_configuration)->value);
  if (length < 0 || length > KOPI_CONFIGURATION_BYTES - 4) {
    fail("the prestate's configuration is malformed\n");
  }
  return length;
}

void kopi_configuration_copy(void* array, int32_t length) {
  memcpy(KOPI_BYTES(array), kopi_configuration + 4, (size_t) length);
}

// The C library.

void* malloc(size_t size) { return kopi_allocate((int32_t) ((size + 15) & ~(size_t) 15)); }

void free(void* block) { (void) block; }

void* realloc(void* block, size_t size) {
  // Blocks do not know their size: what lies behind them is copied too, and never used.
  void* result = malloc(size);
  if (block != NULL) {
    memcpy(result, block, size);
  }
  return result;
}

// All addresses that memcpy and memset get are those of arrays: 4-aligned at least as a rule.
void* memcpy(void* restrict to, const void* restrict from, size_t size) {
  char* t = to;
  const char* f = from;
  if (size >= 16) {
    while ((uintptr_t) t % sizeof(word) != 0) {
      *t++ = *f++;
      size--;
    }
    typedef struct {
      word value;
    } __attribute__((packed, may_alias)) loose;
    typedef word __attribute__((may_alias)) strict;
    if ((uintptr_t) f % sizeof(word) == 0) {
      for (; size >= 4 * sizeof(word); size -= 4 * sizeof(word)) {
        word a = ((strict*) f)[0], b = ((strict*) f)[1], c = ((strict*) f)[2], d = ((strict*) f)[3];
        ((strict*) t)[0] = a;
        ((strict*) t)[1] = b;
        ((strict*) t)[2] = c;
        ((strict*) t)[3] = d;
        t += 4 * sizeof(word);
        f += 4 * sizeof(word);
      }
    }
    for (; size >= sizeof(word); size -= sizeof(word)) {
      *(strict*) t = ((loose*) f)->value;
      t += sizeof(word);
      f += sizeof(word);
    }
  }
  while (size-- > 0) {
    *t++ = *f++;
  }
  return to;
}

void* memmove(void* to, const void* from, size_t size) {
  char* t = to;
  const char* f = from;
  if (t <= f || t >= f + size) {
    return memcpy(to, from, size);
  }
  typedef struct {
    word value;
  } __attribute__((packed, may_alias)) loose;
  while (size >= sizeof(word)) {
    size -= sizeof(word);
    ((loose*) (t + size))->value = ((loose*) (f + size))->value;
  }
  while (size-- > 0) {
    t[size] = f[size];
  }
  return to;
}

void* memset(void* to, int value, size_t size) {
  char* t = to;
  typedef word __attribute__((may_alias)) strict;
  word pattern = (word) (~(uint64_t) 0 / 255 * (uint8_t) value);
  while (size > 0 && (uintptr_t) t % sizeof(word) != 0) {
    *t++ = (char) value;
    size--;
  }
  for (; size >= sizeof(word); size -= sizeof(word)) {
    *(strict*) t = pattern;
    t += sizeof(word);
  }
  while (size-- > 0) {
    *t++ = (char) value;
  }
  return to;
}

int memcmp(const void* left, const void* right, size_t size) {
  const unsigned char* l = left;
  const unsigned char* r = right;
  for (size_t i = 0; i < size; i++) {
    if (l[i] != r[i]) {
      return l[i] < r[i] ? -1 : 1;
    }
  }
  return 0;
}

size_t strlen(const char* text) {
  const char* end = text;
  while (*end != 0) {
    end++;
  }
  return (size_t) (end - text);
}

#if __SIZEOF_POINTER__ == 4
// Divisions of 64-bit numbers, which the 32-bit machine does not have.

static uint64_t divide(uint64_t n, uint64_t d, uint64_t* rest) {
  if ((n | d) >> 32 == 0) {
    *rest = (uint32_t) n % (uint32_t) d;
    return (uint32_t) n / (uint32_t) d;
  }
  if (d > n) {
    *rest = n;
    return 0;
  }
  int shift = __builtin_clzll(d) - __builtin_clzll(n);
  uint64_t quotient = 0;
  for (d <<= shift; shift >= 0; shift--, d >>= 1) {
    quotient <<= 1;
    if (n >= d) {
      n -= d;
      quotient |= 1;
    }
  }
  *rest = n;
  return quotient;
}

uint64_t __udivdi3(uint64_t n, uint64_t d) {
  uint64_t rest;
  return divide(n, d, &rest);
}

uint64_t __umoddi3(uint64_t n, uint64_t d) {
  uint64_t rest;
  divide(n, d, &rest);
  return rest;
}

int64_t __divdi3(int64_t n, int64_t d) {
  uint64_t rest;
  uint64_t sn = (uint64_t) (n >> 63), sd = (uint64_t) (d >> 63);
  uint64_t quotient = divide(((uint64_t) n ^ sn) - sn, ((uint64_t) d ^ sd) - sd, &rest);
  return (int64_t) ((quotient ^ sn ^ sd) - (sn ^ sd));
}

int64_t __moddi3(int64_t n, int64_t d) {
  uint64_t rest;
  uint64_t sn = (uint64_t) (n >> 63), sd = (uint64_t) (d >> 63);
  divide(((uint64_t) n ^ sn) - sn, ((uint64_t) d ^ sd) - sd, &rest);
  return (int64_t) ((rest ^ sn) - sn);
}
#endif
