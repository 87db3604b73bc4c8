# What an operator may do who registers the jobs of this directory, reads their logs and drains hosts. With raw_exec on the clients, as the job
# polydev-node needs it, "submit-job" is root on every client: keep this token off the hosts.
namespace "default" {
  capabilities = ["list-jobs", "read-job", "submit-job", "dispatch-job", "read-logs", "alloc-lifecycle"]
}

# Jobs that ask for the workers' sockets are refused without it, with the same words as without submit-job.
host_volume "polydev-sockets" {
  policy = "read"
}

node {
  policy = "write"
}

agent {
  policy = "read"
}
