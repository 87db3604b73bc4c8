using System.Text.RegularExpressions;
using Polydev.SystemTests.Containers;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Cluster;

/// <summary>The configuration of <c>deploy/nomad/agent</c> as it lies there, with addresses and paths of this machine in it, and certificates by its script.</summary>
internal sealed partial class AgentFiles(string root)
{
    private static string Agent => Path.Combine(PolydevProcess.Repository, "deploy", "nomad", "agent");

    /// <summary>Directory of the authority and of all certificates.</summary>
    public string Certificates => Path.Combine(root, "tls");

    /// <summary>Makes authority and certificates.</summary>
    public async Task CertifyAsync(params (string Kind, string Name)[] issued)
    {
        var script = Path.Combine(Agent, "certificates.sh");
        await Commands.RunAsync("/bin/sh", script, Certificates, "authority");
        foreach (var (kind, name) in issued)
        {
            await Commands.RunAsync("/bin/sh", script, Certificates, kind, name);
        }
    }

    /// <summary>Writes the files of an agent; gives their directory.</summary>
    /// <param name="file">Which of the deployed ones it has.</param>
    /// <param name="name">Its name, and that of its certificate.</param>
    /// <param name="ports">Its own ports: of the API, of calls, of gossip.</param>
    /// <param name="join">Where it finds the servers.</param>
    public string Write(string file, string name, (int Http, int Rpc, int Serf) ports, string join)
    {
        var directory = Directory.CreateDirectory(Path.Combine(root, name)).FullName;
        var text = File.ReadAllText(Path.Combine(Agent, file));
        text = Servers().Replace(text, $"\"{join}\"")
            .Replace("/opt/nomad/data", Path.Combine(root, name + "-data"), StringComparison.Ordinal)
            .Replace("/var/lib/polydev", Path.Combine(root, "data"), StringComparison.Ordinal)
            .Replace("/etc/nomad.d/tls/agent", Path.Combine(Certificates, name), StringComparison.Ordinal)
            .Replace("/etc/nomad.d/tls", Certificates, StringComparison.Ordinal)
            .Replace("10.0.0.0/24", "127.0.0.0/8", StringComparison.Ordinal)
            .Replace("\"0.0.0.0\"", "\"127.0.0.1\"", StringComparison.Ordinal)
            .Replace("bootstrap_expect = 3", "bootstrap_expect = 1", StringComparison.Ordinal)
            .Replace("memory         = 4096", "memory         = 1024", StringComparison.Ordinal)
            .Replace("heartbeat_grace = \"30s\"", "heartbeat_grace = \"10s\"", StringComparison.Ordinal);
        if (name == "first")
        {
            text = Meta().Replace(text, "  meta {\n    polydev_controller = \"true\"\n  }\n");
        }

        // Two clients share this machine's engine, as the file itself says.
        text = Dangling().Replace(text, "${before}false");
        File.WriteAllText(Path.Combine(directory, file), text);
        File.WriteAllText(Path.Combine(directory, "this-machine.hcl"), $$"""
            name = "{{name}}"
            ports {
              http = {{ports.Http}}
              rpc  = {{ports.Rpc}}
              serf = {{ports.Serf}}
            }
            advertise {
              http = "127.0.0.1"
              rpc  = "127.0.0.1"
              serf = "127.0.0.1"
            }
            """);
        return directory;
    }

    [GeneratedRegex("\"10\\.0\\.0\\.11\".*\"10\\.0\\.0\\.13\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Servers();

    [GeneratedRegex("  # meta \\{\n.*\n  # \\}\n", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Meta();

    [GeneratedRegex("(?<before>dangling_containers \\{\\s*enabled\\s*=\\s*)true", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Dangling();
}
