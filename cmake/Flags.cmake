# Flags of our own targets, as an interface target: nothing leaks into what includes us.
add_library(why_flags INTERFACE)
target_compile_options(why_flags INTERFACE
  $<$<COMPILE_LANGUAGE:C>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes
                          -Wmissing-prototypes -Wswitch-enum -Wvla -Wformat=2>
  $<$<BOOL:${ESPWHY_WERROR}>:-Werror>)
target_compile_definitions(why_flags INTERFACE _GNU_SOURCE WHY_VERSION="${PROJECT_VERSION}")
target_include_directories(why_flags INTERFACE
  ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)

if(ESPWHY_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=address,undefined)
endif()
if(ESPWHY_FUZZ)
  if(NOT CMAKE_C_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "ESPWHY_FUZZ needs clang: cmake --preset fuzz")
  endif()
  # Coverage for libFuzzer everywhere; its main() goes into the fuzz targets only.
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
