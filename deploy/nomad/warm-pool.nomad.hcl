# Workers: each dispatch is one, used by one tenant and never again. The controller replaces them, so nothing here starts anything
# twice. A dispatch brings a worker's id, its pool and a nonce that lets it join once; nothing of a tenant ever comes here.
# Nodes must offer the directory of their sockets as host volume "polydev-sockets".
#
# Written by the program, for Nomad 1.1 to 2.0: `polydev jobs render warm-pool`. Before 1.8 with `--nomad-version`, which leaves `disconnect` out.

job "polydev-worker-3b03682e" {
  datacenters = ["dc1"]
  type        = "batch"
  priority    = 50

  meta {
    polydev_template = "warm-pool"
  }

  constraint {
    attribute = "${attr.kernel.name}"
    value     = "linux"
  }

  parameterized {
    payload       = "forbidden"
    meta_required = ["worker_id", "nonce"]
    meta_optional = ["pool", "owner"]
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

    volume "polydev-sockets" {
      type      = "host"
      source    = "polydev-sockets"
      read_only = true
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

        ulimit {
          core     = "0"
          nofile   = "4096:4096"
          msgqueue = "0"
        }
      }

      env {
        POLYDEV_SOCKETS   = "/run/polydev"
        POLYDEV_WORKER_ID = "${NOMAD_META_worker_id}"
        POLYDEV_NONCE     = "${NOMAD_META_nonce}"
      }

      volume_mount {
        volume      = "polydev-sockets"
        destination = "/run/polydev"
        read_only   = true
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
