# A Nomad server, for Nomad 1.1 to 2.0. Goes to /etc/nomad.d/server.hcl on three hosts; a host may have client.hcl beside it.
# Change: the network in advertise, the addresses in retry_join, and bootstrap_expect when there is one server only. An agent refuses keys that it does
# not know: those of newer versions are comments, with the version that brought them.
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

server {
  enabled          = true
  bootstrap_expect = 3

  # 1.1 and 1.2 still begin with 2, which 1.4 refuses.
  raft_protocol = 3

  # The key of the servers' gossip is a secret: it is in gossip.hcl beside this file, 0600.
  # A lost worker is replaced: be not too eager on busy hosts.
  heartbeat_grace = "30s"

  # Every worker leaves a dead job. By default hundreds of them would stay listed for hours.
  job_gc_threshold        = "10m"
  eval_gc_threshold       = "10m"
  deployment_gc_threshold = "1h"
  # batch_eval_gc_threshold = "10m" # from 1.3.10, 1.4.5 and 1.5.0 on, where it is 24h by default: a must there

  # By default 100: a controller that was away for a moment would have missed most.
  event_buffer_size = 2000

  server_join {
    retry_join     = ["10.0.0.11", "10.0.0.12", "10.0.0.13"]
    retry_interval = "5s"
  }

  # Used when the cluster is first set up. By default all workers go to the fullest host.
  default_scheduler_config {
    scheduler_algorithm             = "spread"
    memory_oversubscription_enabled = false

    preemption_config {
      batch_scheduler_enabled   = false
      service_scheduler_enabled = false
    }
  }
}

acl {
  enabled = true
}

# The controller holds one connection for the events, and one for each start, query and log that is followed.
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

  # Otherwise each worker leaves a row in the metrics.
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
