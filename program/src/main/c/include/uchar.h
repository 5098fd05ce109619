#pragma once
#include <stdint.h>
typedef uint16_t char16_t;
