# The libraries that ours stands on, as an interface target. They are given by name: so the linker takes the archives
# where it links statically, and the shared ones elsewhere.
add_library(why_libraries INTERFACE IMPORTED)
target_include_directories(why_libraries INTERFACE ${JANSSON_INCLUDE_DIRS} ${ELFUTILS_INCLUDE_DIRS}
  ${NETTLE_INCLUDE_DIRS} ${ZLIB_INCLUDE_DIRS} ${INIH_INCLUDE_DIRS} ${IBERTY_INCLUDE_DIR})
target_link_directories(why_libraries INTERFACE ${JANSSON_LIBRARY_DIRS} ${ELFUTILS_LIBRARY_DIRS}
  ${NETTLE_LIBRARY_DIRS} ${ZLIB_LIBRARY_DIRS} ${INIH_LIBRARY_DIRS})
target_link_libraries(why_libraries INTERFACE ${JANSSON_LIBRARIES} ${ELFUTILS_LIBRARIES} ${NETTLE_LIBRARIES}
  ${IBERTY_LIBRARY} ${ZLIB_LIBRARIES} ${INIH_LIBRARIES} Threads::Threads)

# Loading shared libraries takes longer than understanding a short log. Sanitizers need theirs.
set(ESPWHY_STATIC_FLAGS "")
if(ESPWHY_STATIC AND NOT ESPWHY_SANITIZE)
  include(CheckCSourceCompiles)
  set(CMAKE_REQUIRED_LIBRARIES why_libraries)
  set(CMAKE_REQUIRED_LINK_OPTIONS -static-pie)
  check_c_source_compiles("
    #include <demangle.h>
    #include <elfutils/libdw.h>
    #include <ini.h>
    #include <jansson.h>
    #include <nettle/sha2.h>
    int main(int argc, char **argv)
    {
        struct sha256_ctx context;
        sha256_init(&context);
        return dwarf_begin(argc, DWARF_C_READ) && json_load_file(argv[0], 0, 0) && cplus_demangle(argv[0], 0) &&
               ini_parse(argv[0], 0, 0);
    }" ESPWHY_LINKS_STATICALLY)
  if(ESPWHY_LINKS_STATICALLY)
    set(ESPWHY_STATIC_FLAGS -static-pie)
  endif()
  unset(CMAKE_REQUIRED_LIBRARIES)
  unset(CMAKE_REQUIRED_LINK_OPTIONS)
endif()
