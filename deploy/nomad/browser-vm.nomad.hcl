# Browsers, as many as the count says. To end one, stop its allocation: another takes its place. Never lower the count while sessions
# run: those of the highest index would end, used or not.
#
# Written by the program, for Nomad 1.1 to 2.0: `polydev jobs render browser-vm`.

job "polydev-browser" {
  datacenters = ["dc1"]
  type        = "service"
  priority    = 60

  meta {
    polydev_template = "browser-vm"
  }

  constraint {
    attribute = "${attr.kernel.name}"
    value     = "linux"
  }

  group "browser" {
    ephemeral_disk {
      size = 300
    }

    restart {
      attempts = 0
      interval = "1m"
      delay    = "0s"
      mode     = "fail"
    }

    reschedule {
      delay          = "5s"
      delay_function = "constant"
      max_delay      = "5s"
      unlimited      = true
    }

    scaling {
      enabled = true
      min     = 0
      max     = 64
    }

    network {
      mode = "bridge"

      port "media" {
      }
    }

    task "browser" {
      driver       = "docker"
      kill_timeout = "5s"

      config {
        image        = "polydev-browser:0.1.0"
        ports        = ["media"]
        cap_drop     = ["ALL"]
        security_opt = ["no-new-privileges:true"]
        pids_limit   = 512
      }

      resources {
        cpu    = 1000
        memory = 1024
      }

      logs {
        max_files     = 2
        max_file_size = 5
      }
    }
  }
}
