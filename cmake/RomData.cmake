# The boot-ROM tables of src/chip/rom as one assembler source, to be compiled into the library: each table verbatim,
# between the symbols why_rom_<table> and why_rom_<table>_end. Sets why_rom_object_source.
enable_language(ASM)

file(GLOB why_rom_tables CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/chip/rom/*.tsv)
set(why_rom_source_text "    .section .rodata\n")
foreach(table IN LISTS why_rom_tables)
  cmake_path(GET table STEM stem)
  set(symbol why_rom_${stem})
  string(APPEND why_rom_source_text
    "    .globl ${symbol}\n    .hidden ${symbol}\n    .globl ${symbol}_end\n    .hidden ${symbol}_end\n"
    "${symbol}:\n    .incbin \"${table}\"\n${symbol}_end:\n")
endforeach()
# Without this section the linker takes the program for one that needs an executable stack.
string(APPEND why_rom_source_text "    .section .note.GNU-stack,\"\",%progbits\n")

set(why_rom_object_source ${CMAKE_CURRENT_BINARY_DIR}/why_rom_tables.s)
file(CONFIGURE OUTPUT ${why_rom_object_source} CONTENT "${why_rom_source_text}" @ONLY)
# The tables are no sources that a dependency scan would find. Sanitizer flags mean nothing to an assembler, and clang
# says so.
set_source_files_properties(${why_rom_object_source} PROPERTIES
  OBJECT_DEPENDS "${why_rom_tables}"
  COMPILE_OPTIONS "$<$<C_COMPILER_ID:Clang,AppleClang>:-Wno-unused-command-line-argument>")
