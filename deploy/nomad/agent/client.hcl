# A Nomad client that runs workers, for Nomad 1.1 to 2.0. Goes to /etc/nomad.d/client.hcl on each such host.
# Change: the network in advertise and network_interface, the addresses in retry_join, and what is reserved. An agent refuses keys that it does not know:
# those of newer versions are comments, with the version that brought them.
datacenter           = "dc1"
region               = "global"
data_dir             = "/opt/nomad/data"
bind_addr            = "0.0.0.0"
disable_update_check = true
leave_on_terminate   = false

# The host's address in the network of the hosts, said because every host with an engine has another one, the bridge's. `ip -brief address` shows them.
advertise {
  http = "{{ GetAllInterfaces | include \"network\" \"10.0.0.0/24\" | attr \"address\" }}"
  rpc  = "{{ GetAllInterfaces | include \"network\" \"10.0.0.0/24\" | attr \"address\" }}"
  serf = "{{ GetAllInterfaces | include \"network\" \"10.0.0.0/24\" | attr \"address\" }}"
}

# There is no Consul. Without this an agent looks for one on its host, and complains.
consul {
  auto_advertise   = false
  server_auto_join = false
  client_auto_join = false
}

client {
  enabled    = true
  node_class = "runtime"
  # node_pool = "runtime" # from 1.6 on

  server_join {
    retry_join     = ["10.0.0.11", "10.0.0.12", "10.0.0.13"]
    retry_interval = "5s"
  }

  # By default the interface of the default route: a host without one does not start.
  network_interface = "{{ GetAllInterfaces | include \"network\" \"10.0.0.0/24\" | attr \"name\" }}"

  # The node program lets what runs end for a minute.
  max_kill_timeout = "120s"

  # Dead allocations, with their logs. The default of 50 counts live ones too: a host with more workers would drop each at once.
  gc_interval              = "1m"
  gc_max_allocs            = 500
  gc_parallel_destroys     = 4
  gc_disk_usage_threshold  = 85
  gc_inode_usage_threshold = 85
  # node_max_allocs = 220 # from 1.10.2 on: workers at most

  # For the engine, a shim for each container (some 10 MB with Nomad's own two processes) and the system. No port that a job asks for, as 4000: it would
  # find no place.
  reserved {
    cpu            = 1000
    memory         = 4096
    disk           = 10240
    reserved_ports = "22,4443,4646-4648"
  }

  # The directory of the workers' two sockets, as a controller with `--driver nomad` on this host serves it. Leave it out on other hosts: workers that are
  # placed there would find nobody. The directory must be there when the agent starts, and closed to others: nomad.service sees to it.
  host_volume "polydev-sockets" {
    path      = "/var/lib/polydev/sockets/w"
    read_only = true
  }

  # raw_exec is for the job polydev-node (and polydev-controller): programs of the host. Whoever may submit jobs may then run anything here as root, so
  # give nobody submit-job who may not; or leave raw_exec out, and start them by systemd.
  options = {
    "driver.allowlist" = "docker,raw_exec"
  }

  # The host with the controller's data says so, for the job polydev-controller.
  # meta {
  #   polydev_controller = "true"
  # }
}

plugin "raw_exec" {
  config {
    enabled = true
  }
}

plugin "docker" {
  config {
    allow_privileged = false
    allow_caps       = ["chown", "dac_override", "setgid", "setuid", "kill"]
    extra_labels     = ["job_name", "task_group_name", "task_name", "node_name"]
    # disable_log_collection = true # saves a process for each worker; their logs are then empty

    # No job mounts what it likes of the host: workers get the host volume above.
    volumes {
      enabled = false
    }

    gc {
      # A must: by default an image is removed three minutes after its last container, also one that was loaded by hand.
      image     = false
      container = true

      # Off when two Nomad clients share an engine: each would remove the other's containers.
      dangling_containers {
        enabled        = true
        period         = "5m"
        creation_grace = "5m"
      }
    }
  }
}

acl {
  enabled = true
}

limits {
  http_max_conns_per_client = 400
  https_handshake_timeout   = "5s"
}

telemetry {
  collection_interval        = "10s"
  prometheus_metrics         = true
  publish_node_metrics       = true
  publish_allocation_metrics = true
  disable_hostname           = true

  disable_dispatched_job_summary_metrics = true
}

# Made by certificates.sh. Whoever speaks to the API needs a certificate too.
tls {
  http                   = true
  rpc                    = true
  ca_file                = "/etc/nomad.d/tls/ca.pem"
  cert_file              = "/etc/nomad.d/tls/agent.pem"
  key_file               = "/etc/nomad.d/tls/agent.key"
  verify_server_hostname = true
  verify_https_client    = true
}
