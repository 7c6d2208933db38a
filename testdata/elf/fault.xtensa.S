# Assembly: lines from the line table; names of functions from DWARF, of labels from the symbol table.
    .section .flash.text.fault, "ax"
    .global fault_now
    .type fault_now, @function
    .align 4
fault_now:
    addi a2, a2, 1
    ill
    .size fault_now, . - fault_now
# A label is all that some assembly has.
    .global fault_later
    .align 4
fault_later:
    addi a2, a2, 2
    ret.n
