#pragma once
#include <stddef.h>
void* malloc(size_t size);
void* realloc(void* block, size_t size);
void free(void* block);
void abort(void) __attribute__((noreturn));
