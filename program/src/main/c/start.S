# Entry point, system calls, setjmp and longjmp for big-endian MIPS, n64 and o32.
  .set noreorder
#if _MIPS_SIM == _ABI64
#define LOAD ld
#define STORE sd
#define WORD 8
#else
#define LOAD lw
#define STORE sw
#define WORD 4
#endif
  .text

  .globl __start
  .type __start, @function
__start:
  move $30, $0
  move $31, $0
#if _MIPS_SIM != _ABI64
  addiu $29, $29, -32
#endif
  jal kopi_start
  nop
  break
  .size __start, .-__start

# int64_t/int32_t kopi_syscall(number, a, b, c): the result, or -1 when the kernel reports an error.
  .globl kopi_syscall
  .type kopi_syscall, @function
kopi_syscall:
  move $2, $4
  move $4, $5
  move $5, $6
  move $6, $7
  syscall
  beq $7, $0, 1f
  nop
  li $2, -1
1:
  jr $31
  nop
  .size kopi_syscall, .-kopi_syscall

  .globl setjmp
  .type setjmp, @function
setjmp:
  STORE $16, 0*WORD($4)
  STORE $17, 1*WORD($4)
  STORE $18, 2*WORD($4)
  STORE $19, 3*WORD($4)
  STORE $20, 4*WORD($4)
  STORE $21, 5*WORD($4)
  STORE $22, 6*WORD($4)
  STORE $23, 7*WORD($4)
  STORE $28, 8*WORD($4)
  STORE $29, 9*WORD($4)
  STORE $30, 10*WORD($4)
  STORE $31, 11*WORD($4)
  jr $31
  move $2, $0
  .size setjmp, .-setjmp

  .globl longjmp
  .type longjmp, @function
longjmp:
  LOAD $16, 0*WORD($4)
  LOAD $17, 1*WORD($4)
  LOAD $18, 2*WORD($4)
  LOAD $19, 3*WORD($4)
  LOAD $20, 4*WORD($4)
  LOAD $21, 5*WORD($4)
  LOAD $22, 6*WORD($4)
  LOAD $23, 7*WORD($4)
  LOAD $28, 8*WORD($4)
  LOAD $29, 9*WORD($4)
  LOAD $30, 10*WORD($4)
  LOAD $31, 11*WORD($4)
  jr $31
  move $2, $5
  .size longjmp, .-longjmp
