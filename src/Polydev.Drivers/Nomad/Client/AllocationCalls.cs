using System.Text.Json;
using Polydev.Drivers.Nomad.Model;

namespace Polydev.Drivers.Nomad.Client;

/// <summary>What can be asked of allocations.</summary>
/// <remarks>https://developer.hashicorp.com/nomad/api-docs/allocations</remarks>
public sealed class AllocationCalls
{
    private readonly NomadTransport _transport;

    internal AllocationCalls(NomadTransport transport) => _transport = transport;

    /// <summary>Allocations.</summary>
    public Task<NomadAnswer<IReadOnlyList<NomadAllocation>>> ListAsync(NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/allocations"), query, NomadJson.Default.IReadOnlyListNomadAllocation, cancellationToken);

    /// <summary>An allocation, with its whole job.</summary>
    public Task<NomadAnswer<NomadAllocation>> GetAsync(string id, NomadQuery? query, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/allocation", id), query, NomadJson.Default.NomadAllocation, cancellationToken);

    /// <summary>Stops an allocation. Another takes its place, of batch jobs too: for what is used once, use <see cref="SignalAsync"/>.</summary>
    public Task<NomadAnswer<JobChange>> StopAsync(string id, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put, NomadTarget.Of("/v1/allocation", id, "stop"), null, NomadJson.Default.JobChange, Repeat.Never, cancellationToken);

    /// <summary>Sends a signal to a task, for example <c>SIGKILL</c>. Nothing takes the place of what dies of it.</summary>
    /// <param name="id">The allocation.</param>
    /// <param name="signal">Name of the signal.</param>
    /// <param name="task">The task; null for all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<NomadAnswer<JobChange>> SignalAsync(string id, string signal, string? task, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/client/allocation", id, "signal"),
        JsonSerializer.SerializeToUtf8Bytes(new SignalRequest(signal, task), NomadJson.Default.SignalRequest),
        NomadJson.Default.JobChange,
        Repeat.Safe,
        cancellationToken);

    /// <summary>Starts a task again where it is, with the files it had: never for what has served somebody.</summary>
    public Task<NomadAnswer<JobChange>> RestartAsync(string id, string? task, CancellationToken cancellationToken) => _transport.WriteAsync(
        HttpMethod.Put,
        NomadTarget.Of("/v1/client/allocation", id, "restart"),
        JsonSerializer.SerializeToUtf8Bytes(new RestartRequest(task), NomadJson.Default.RestartRequest),
        NomadJson.Default.JobChange,
        Repeat.Never,
        cancellationToken);

    /// <summary>What an allocation uses.</summary>
    public Task<NomadAnswer<AllocationUsage>> UsageAsync(string id, CancellationToken cancellationToken) =>
        _transport.ReadAsync(NomadTarget.Of("/v1/client/allocation", id, "stats"), null, NomadJson.Default.AllocationUsage, cancellationToken);

    /// <summary>Runs a command in a task. That the cluster refuses is heard from <see cref="CommandRun.ReadAsync"/>.</summary>
    /// <param name="id">The allocation.</param>
    /// <param name="task">The task.</param>
    /// <param name="command">Program and arguments.</param>
    /// <param name="terminal">Whether it gets a terminal.</param>
    /// <param name="greet">Whether the token is said in a first frame too, for agents behind what takes headers away.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CommandRun> ExecAsync(string id, string task, IReadOnlyList<string> command, bool terminal, bool greet, CancellationToken cancellationToken)
    {
        var target = NomadTarget.Of("/v1/client/allocation", id, "exec")
            .With("task", task)
            .With("tty", terminal ? "true" : "false")
            .WithTrue("ws_handshake", greet)
            .With("command", JsonSerializer.Serialize([.. command], NomadJson.Default.StringArray));
        var run = new CommandRun(await _transport.ConnectAsync(target, cancellationToken), _transport.Time);
        if (greet)
        {
            await run.GreetAsync(_transport.Options.Token ?? "", cancellationToken);
        }

        return run;
    }
}
