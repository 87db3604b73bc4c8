# What the controller's token may do, and no more: dispatch workers from jobs that an operator has registered, watch them and end them. It cannot submit a
# job: whoever steals the token can run no other image and mount nothing.
#
# Add "read-logs" for `polydev jobs logs`. With "submit-job", and host_volume "polydev-sockets" { policy = "read" }, the controller registers its workers'
# job itself and removes those of ended workers.
namespace "default" {
  capabilities = ["list-jobs", "read-job", "dispatch-job", "alloc-lifecycle"]
}

node {
  policy = "read"
}

agent {
  policy = "read"
}
