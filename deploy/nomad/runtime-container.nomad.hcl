# One container of the workers' image, run once in the walls that workers have: whether this cluster can run them at all. It gets no
# key: whoever may read jobs would see it.
#
# Written by the program, for Nomad 1.1 to 2.0: `polydev jobs render runtime-container`. Before 1.8 with `--nomad-version`, which leaves `disconnect` out.

job "polydev-runtime" {
  datacenters = ["dc1"]
  type        = "batch"
  priority    = 50

  meta {
    polydev_template = "runtime-container"
  }

  constraint {
    attribute = "${attr.kernel.name}"
    value     = "linux"
  }

  group "worker" {
    ephemeral_disk {
      size = 10
    }

    restart {
      attempts = 0
      interval = "1m"
      delay    = "0s"
      mode     = "fail"
    }

    reschedule {
      attempts  = 0
      unlimited = false
    }

    disconnect {
      replace = false
    }

    task "runtime" {
      driver       = "docker"
      user         = "65532:65532"
      kill_timeout = "1s"

      config {
        image           = "polydev-runtime:0.1.0"
        network_mode    = "none"
        ipc_mode        = "none"
        readonly_rootfs = true
        cap_drop        = ["ALL"]
        security_opt    = ["no-new-privileges:true"]
        pids_limit      = 128
        args            = ["--version"]

        ulimit {
          core     = "0"
          nofile   = "4096:4096"
          msgqueue = "0"
        }
      }

      resources {
        cpu    = 100
        memory = 256
      }

      logs {
        max_files     = 1
        max_file_size = 1
      }
    }
  }
}
