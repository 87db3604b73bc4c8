using System.Net.Http.Json;
using Polydev.Simulator;
using Polydev.SystemTests.Support;

namespace Polydev.SystemTests.Hosts;

/// <summary>The simulator of all providers on a host of its own.</summary>
internal sealed class HostSimulator : IAsyncDisposable
{
    private const string Port = "4010";
    private readonly LabHost _host;
    private readonly HostProgram _program;

    private HostSimulator(LabHost host, HostProgram program, Uri address) => (_host, _program, Address) = (host, program, address);

    /// <summary>Where the other hosts find it.</summary>
    public Uri Address { get; }

    /// <summary>The host it is on.</summary>
    public LabHost Host => _host;

    /// <summary>Starts it.</summary>
    public static async Task<HostSimulator> StartAsync(LabHost host)
    {
        var program = await HostProgram.StartAsync(host, new Dictionary<string, string>(), "simulate", "--port", Port, "--bind", host.Address);
        return new HostSimulator(host, program, new Uri(await program.ReadyAsync()));
    }

    /// <summary>What reached it, asked on its own host.</summary>
    public async Task<CountersSnapshot> CountersAsync()
    {
        using var http = _host.Client(Address);
        return (await http.GetFromJsonAsync("/_simulator/counters", SimulatorJson.Default.CountersSnapshot))!;
    }

    /// <summary>Lets held executions go on, from now on.</summary>
    public async Task ReleaseAsync(Hold hold)
    {
        using var http = _host.Client(Address);
        using var released = await http.PostAsync("/_simulator/release/" + hold.Word, null, TestContext.Current.CancellationToken);
        released.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
