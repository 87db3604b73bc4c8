# The controller, on the host whose client says meta { polydev_controller = "true" }: its data is there, so it goes nowhere else. How it
# reaches the cluster is in /etc/polydev/polydev.env of that host, where its token is safe: nothing of it is in this job.
#
# Written by the program, for Nomad 1.1 to 2.0: `polydev jobs render polydev-controller`. Before 1.3 with `--nomad-version`, which leaves `service` out.

job "polydev-controller" {
  datacenters = ["dc1"]
  type        = "service"
  priority    = 95

  meta {
    polydev_template = "polydev-controller"
  }

  constraint {
    attribute = "${attr.kernel.name}"
    value     = "linux"
  }

  group "controller" {
    constraint {
      attribute = "${meta.polydev_controller}"
      value     = "true"
    }

    restart {
      attempts = 10
      interval = "5m"
      delay    = "2s"
      mode     = "delay"
    }

    network {
      mode = "host"

      port "api" {
        static = 4000
      }
    }

    service {
      name     = "polydev-controller"
      port     = "api"
      provider = "nomad"

      check {
        name     = "ready"
        type     = "http"
        path     = "/readyz"
        interval = "10s"
        timeout  = "3s"
      }
    }

    task "controller" {
      driver       = "raw_exec"
      kill_signal  = "SIGINT"
      kill_timeout = "30s"

      config {
        command = "/bin/sh"
        args    = ["-c", "set -a; . /etc/polydev/polydev.env; exec /usr/local/bin/polydev up --driver nomad --bind 0.0.0.0 --port 4000 --data /var/lib/polydev"]
      }

      resources {
        cpu    = 2000
        memory = 2048
      }

      logs {
        max_files     = 5
        max_file_size = 20
      }
    }
  }
}
