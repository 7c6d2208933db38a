# Assembly: lines from the line table; names of functions from DWARF, of labels from the symbol table.
    .section .flash.text.fault, "ax"
    .global fault_now
    .type fault_now, @function
fault_now:
    addi a0, a0, 1
    .word 0
    .size fault_now, . - fault_now
# A label is all that some assembly has.
    .global fault_later
fault_later:
    addi a0, a0, 2
    ret
