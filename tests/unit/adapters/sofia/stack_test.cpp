#include "gateway.hpp"
