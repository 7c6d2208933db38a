/* Scenes about which pointer was bad: their functions, and their rows for the table of scenes. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/* driver.c */
void scene_null_parameter(void);
void scene_member_null(void);
void scene_chain_ctx_null(void);
void scene_chain_drv_null(void);
void scene_chain_ops_null(void);
void scene_chain_read_null(void);
void scene_chain_open_wild(void);
void scene_local_null(void);
void scene_global_null(void);
void scene_returned_null(void);
void scene_result_null(void);
/* readings.c */
void scene_global_member_null(void);
void scene_array_null(void);
void scene_member_array_null(void);
void scene_index_null(void);
void scene_index_wild(void);
void scene_out_null(void);
void scene_list_freed(void);
/* records.c */
void scene_bitfield_read(void);
void scene_bitfield_write(void);
void scene_union_read(void);
void scene_union_write(void);
void scene_nested_null(void);
void scene_element_null(void);
void scene_const_object(void);
void scene_const_direct(void);
void scene_context_null(void);
/* menu.c */
void scene_strlen_null(void);
void scene_strcmp_left_null(void);
void scene_strcmp_right_null(void);
void scene_memcpy_to_null(void);
void scene_memcpy_from_null(void);
void scene_strcpy_null(void);
/* routes.c */
void scene_inlined_null(void);
void scene_through_three(void);
void scene_tail_call(void);
void scene_tree_null(void);
void scene_kept_null(void);
void scene_reassigned_null(void);
void scene_freed_call(void);
/* pumps.cpp */
void scene_this_null(void);
void scene_second_base_null(void);
void scene_virtual_null(void);
void scene_virtual_freed(void);
void scene_virtual_overwritten(void);
/* summary.c */
void scene_printf_wild(void);
void scene_vprintf_wild(void);
void scene_queue_send_null(void);
void scene_queue_receive_null(void);
void scene_memcpy_past_ram(void);
void scene_memcpy_negative(void);
void scene_strlen_member(void);

#ifdef __cplusplus
}
#endif

/* clang-format off */
#define POINTER_SCENES \
    { .name = "null-parameter",         .run = scene_null_parameter }, \
    { .name = "member-null",            .run = scene_member_null }, \
    { .name = "chain-ctx-null",         .run = scene_chain_ctx_null }, \
    { .name = "chain-drv-null",         .run = scene_chain_drv_null }, \
    { .name = "chain-ops-null",         .run = scene_chain_ops_null }, \
    { .name = "chain-read-null",        .run = scene_chain_read_null }, \
    { .name = "chain-open-wild",        .run = scene_chain_open_wild }, \
    { .name = "local-null",             .run = scene_local_null }, \
    { .name = "global-null",            .run = scene_global_null }, \
    { .name = "returned-null",          .run = scene_returned_null }, \
    { .name = "result-null",            .run = scene_result_null }, \
    { .name = "global-member-null",     .run = scene_global_member_null }, \
    { .name = "array-null",             .run = scene_array_null }, \
    { .name = "member-array-null",      .run = scene_member_array_null }, \
    { .name = "index-null",             .run = scene_index_null }, \
    { .name = "index-wild",             .run = scene_index_wild }, \
    { .name = "out-null",               .run = scene_out_null }, \
    { .name = "list-freed",             .run = scene_list_freed }, \
    { .name = "bitfield-read",          .run = scene_bitfield_read }, \
    { .name = "bitfield-write",         .run = scene_bitfield_write }, \
    { .name = "union-read",             .run = scene_union_read }, \
    { .name = "union-write",            .run = scene_union_write }, \
    { .name = "nested-null",            .run = scene_nested_null }, \
    { .name = "element-null",           .run = scene_element_null }, \
    { .name = "const-object",           .run = scene_const_object }, \
    { .name = "const-direct",           .run = scene_const_direct }, \
    { .name = "context-null",           .run = scene_context_null }, \
    { .name = "strlen-null",            .run = scene_strlen_null }, \
    { .name = "strcmp-left-null",       .run = scene_strcmp_left_null }, \
    { .name = "strcmp-right-null",      .run = scene_strcmp_right_null }, \
    { .name = "memcpy-to-null",         .run = scene_memcpy_to_null }, \
    { .name = "memcpy-from-null",       .run = scene_memcpy_from_null }, \
    { .name = "strcpy-null",            .run = scene_strcpy_null }, \
    { .name = "inlined-null",           .run = scene_inlined_null }, \
    { .name = "through-three",          .run = scene_through_three }, \
    { .name = "tail-call",              .run = scene_tail_call }, \
    { .name = "tree-null",              .run = scene_tree_null }, \
    { .name = "kept-null",              .run = scene_kept_null }, \
    { .name = "this-null",              .run = scene_this_null }, \
    { .name = "second-base-null",       .run = scene_second_base_null }, \
    { .name = "virtual-null",           .run = scene_virtual_null }, \
    { .name = "virtual-freed",          .run = scene_virtual_freed }, \
    { .name = "virtual-overwritten",    .run = scene_virtual_overwritten }, \
    { .name = "reassigned-null",        .run = scene_reassigned_null }, \
    { .name = "freed-call",             .run = scene_freed_call }, \
    { .name = "printf-wild",            .run = scene_printf_wild }, \
    { .name = "vprintf-wild",           .run = scene_vprintf_wild }, \
    { .name = "queue-send-null",        .run = scene_queue_send_null }, \
    { .name = "queue-receive-null",     .run = scene_queue_receive_null }, \
    { .name = "memcpy-past-ram",        .run = scene_memcpy_past_ram }, \
    { .name = "memcpy-negative",        .run = scene_memcpy_negative }, \
    { .name = "strlen-member",          .run = scene_strlen_member }
/* clang-format on */
