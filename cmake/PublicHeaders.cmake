# The headers that users of the library include. They and what they include are installed, and nothing else; their
# documentation is what cmake/Doxyfile.in is run over.

set(ATTN_PUBLIC_HEADERS
  attention/bias.hpp attention/contract.hpp attention/cost.hpp attention/item.hpp attention/mask.hpp
  attention/onnx_attention.hpp attention/score.hpp attention/work.hpp
  base/error.hpp
  formats/file.hpp formats/json.hpp formats/safetensors.hpp formats/tensor_source.hpp
  inspect/entropy.hpp inspect/explain.hpp inspect/head_stats.hpp inspect/intervention.hpp inspect/trace.hpp
  mechanisms/difference.hpp mechanisms/mechanism.hpp mechanisms/model_swap.hpp
  mechanisms/read_spec.hpp mechanisms/spec.hpp
  model/attention_swap.hpp model/config.hpp model/kv_cache.hpp model/model.hpp model/sampling.hpp model/sizes.hpp
  nn/hooks.hpp
  simd/kernels.hpp)

# attn_header_closure(OUT ROOT... HEADERS header...): the headers and all that they include of ours, each as
# "root/header", where the roots are the folders that an include is looked for in.
function(attn_header_closure out)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "ROOTS;HEADERS")
  set(todo ${arg_HEADERS})
  set(seen "")
  set(found "")
  while(todo)
    list(POP_FRONT todo header)
    if(header IN_LIST seen)
      continue()
    endif()
    list(APPEND seen "${header}")
    set(path "")
    foreach(root IN LISTS arg_ROOTS)
      if(EXISTS "${root}/${header}")
        set(path "${root}/${header}")
        break()
      endif()
    endforeach()
    if(NOT path)
      message(FATAL_ERROR "the public header ${header} is in none of: ${arg_ROOTS}")
    endif()
    list(APPEND found "${path}")
    file(STRINGS "${path}" includes REGEX "^#include \"[^\"]+\"")
    list(TRANSFORM includes REPLACE "^#include \"([^\"]+)\".*" "\\1")
    list(APPEND todo ${includes})
  endwhile()
  set(${out} "${found}" PARENT_SCOPE)
endfunction()
