#include "model/config.hpp"

#include "model/families.hpp"

namespace attn {

ModelConfig parse_config(std::string_view config_json) { return read_checkpoint_config(config_json).config; }

}  // namespace attn
