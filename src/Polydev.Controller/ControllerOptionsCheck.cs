using System.Net;
using System.Text;
using Polydev.Controller.Cluster;
using Polydev.Protocol.Link;
using Polydev.Providers;

namespace Polydev.Controller;

/// <summary>Checks a configuration whole, so that all faults are told at once.</summary>
internal static class ControllerOptionsCheck
{
    private const int LongestSocketPath = 107;

    /// <summary>Throws when anything is wrong.</summary>
    /// <exception cref="StartupException">With code <c>invalid_configuration</c> and every fault.</exception>
    public static void Check(ControllerOptions options)
    {
        var faults = new List<string>();
        CheckListening(options, faults);
        CheckExecutions(options, faults);
        foreach (var (name, pool) in options.Pools)
        {
            Require(pool.Floor >= 0 && pool.Ceiling >= 1 && pool.Floor <= pool.Ceiling, faults, $"pool {name}: floor must be 0 or more and at most ceiling");
            Require(pool.ExecutionsPerWorker >= 1, faults, $"pool {name}: executions_per_worker must be at least 1");
            Require(pool.ParallelStarts is null or >= 1, faults, $"pool {name}: parallel_starts must be at least 1");
            Require(pool.Overcommit >= 1, faults, $"pool {name}: overcommit must be at least 1");
            Require(pool.WorkerMemoryBytes >= 16 * 1024 * 1024, faults, $"pool {name}: worker_memory_bytes must be at least 16 MiB");
        }

        foreach (var (provider, address) in options.Providers)
        {
            Require(Wires.DefaultFor(provider) is not null, faults, $"providers: '{provider}' is not known; use openai, anthropic or google");
            Require(
                Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.Query.Length == 0,
                faults,
                $"providers: the address of {provider}, '{address}', must be http(s)://host[:port][/path]");
        }

        if (faults.Count > 0)
        {
            throw new StartupException("invalid_configuration", "The configuration is not usable: " + string.Join("; ", faults) + ".");
        }
    }

    private static void CheckListening(ControllerOptions options, List<string> faults)
    {
        Require(options.Port is >= 0 and <= 65535, faults, "port must be 0 to 65535");
        Require(IPAddress.TryParse(options.BindAddress, out _), faults, $"bind_address '{options.BindAddress}' must be an IP address");
        Require(options.DataDirectory.Length > 0, faults, "data_directory must be given");
        CheckNodes(options.Nodes, faults);
        var socket = Path.Combine(options.SocketDirectory, LinkPaths.EgressSocket);
        Require(
            options.Nodes.Listen is not null || (options.SocketDirectory.Length > 0 && Encoding.UTF8.GetByteCount(socket) <= LongestSocketPath),
            faults,
            $"socket_directory must be given and short: '{socket}' may have {LongestSocketPath} bytes");
    }

    private static void CheckNodes(NodesOptions nodes, List<string> faults)
    {
        Require(
            nodes.Listen is null || (IPEndPoint.TryParse(nodes.Listen, out var listen) && (listen.Port > 0 || nodes.Listen.EndsWith(":0", StringComparison.Ordinal))),
            faults,
            $"nodes: listen is '{nodes.Listen}' and must be an IP address with a port, for example 10.0.0.1:4443");
        Require(nodes.CertificateLifetime >= TimeSpan.FromHours(1) && nodes.CertificateLifetime <= TimeSpan.FromDays(366), faults, "nodes: certificate_lifetime must be one hour to 366 days");
        Require(nodes.AwayWindow >= TimeSpan.FromSeconds(10) && nodes.AwayWindow <= TimeSpan.FromSeconds(50), faults, "nodes: away_window must be 10 to 50 seconds");
        Require(nodes.HelloTimeout > TimeSpan.Zero && nodes.HelloTimeout <= TimeSpan.FromMinutes(5), faults, "nodes: hello_timeout must be more than 0 and at most 5 minutes");
        Require(nodes.MaxUnknownConnections >= 1, faults, "nodes: max_unknown_connections must be at least 1");
    }

    private static void CheckExecutions(ControllerOptions options, List<string> faults)
    {
        var executions = options.Executions;
        Require(executions.MaxBodyBytes is >= 1024 and <= LinkPaths.MaxLineBytes / 2, faults, $"executions: max_body_bytes must be 1024 to {LinkPaths.MaxLineBytes / 2}");
        Require(executions.MaxConcurrent >= 1, faults, "executions: max_concurrent must be at least 1");
        Require(executions.MaxQueued >= 0, faults, "executions: max_queued must be 0 or more");
        Require(executions.DefaultTimeout > TimeSpan.Zero && executions.DefaultTimeout <= executions.MaxTimeout, faults, "executions: default_timeout must be more than 0 and at most max_timeout");
        Require(executions.DefaultMaxAttempts is >= 1 and <= 10, faults, "executions: default_max_attempts must be 1 to 10");
    }

    private static void Require(bool holds, List<string> faults, string fault)
    {
        if (!holds)
        {
            faults.Add(fault);
        }
    }
}
