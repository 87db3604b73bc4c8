# The node program, on every host that may run workers: their sockets, their way out, and starts of its own engine. It is no
# container: it hands sockets into containers of the host. Where the controller is (POLYDEV_CONTROLLER), and the file of the token that it joins
# with (POLYDEV_JOIN_TOKEN_FILE), is in /etc/polydev/polydev.env of each host: nothing of it is in this job.
#
# Written by the program, for Nomad 1.1 to 2.0: `polydev jobs render polydev-node`.

job "polydev-node" {
  datacenters = ["dc1"]
  type        = "system"
  priority    = 90

  meta {
    polydev_template = "polydev-node"
  }

  constraint {
    attribute = "${attr.kernel.name}"
    value     = "linux"
  }

  update {
    max_parallel = 1
  }

  group "node" {
    restart {
      attempts = 40
      interval = "5m"
      delay    = "2s"
      mode     = "delay"
    }

    task "node" {
      driver       = "raw_exec"
      kill_signal  = "SIGTERM"
      kill_timeout = "75s"

      config {
        command = "/bin/sh"
        args    = ["-c", "set -a; . /etc/polydev/polydev.env; exec /usr/local/bin/polydev node --name ${node.unique.name} --driver docker --data /var/lib/polydev-node"]
      }

      resources {
        cpu    = 200
        memory = 256
      }

      logs {
        max_files     = 3
        max_file_size = 10
      }
    }
  }
}
