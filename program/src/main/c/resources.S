# Files as byte arrays of the program: the class, the identity hash, the length, the bytes.
  .macro resource name file
  .globl \name
  .type \name, @object
  .p2align 3
\name:
  .4byte Arr_B_Cls
  .4byte 0
  .4byte 2f - 1f
1:
  .incbin "\file"
2:
  .size \name, . - \name
  .endm

  .data
  resource kopi_brotli_dictionary_array brotli-dictionary.bin
  resource kopi_upgrades_array upgrades.bin

# Zeros until a prestate is made for a chain. Aligned to its own size.
  .section .configuration, "aw", @nobits
  .globl kopi_configuration
  .type kopi_configuration, @object
  .p2align 18
kopi_configuration:
  .space 1 << 18
  .size kopi_configuration, . - kopi_configuration
