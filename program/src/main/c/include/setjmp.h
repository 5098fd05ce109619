#pragma once
#include <stdint.h>
typedef uintptr_t jmp_buf[12];
int setjmp(jmp_buf buffer) __attribute__((returns_twice));
void longjmp(jmp_buf buffer, int value) __attribute__((noreturn));
