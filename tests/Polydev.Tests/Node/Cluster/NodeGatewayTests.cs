using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Polydev.Node;
using Polydev.Node.Cluster;
using Polydev.Protocol.Nodes;
using Polydev.Tests.Cli.Support;

namespace Polydev.Tests.Node.Cluster;

/// <summary>The gateway of a node whose program does not do as it should.</summary>
public sealed class NodeGatewayTests
{
    private static readonly SetupReply s_setup = new() { EgressKey = "key"u8.ToArray(), EgressRules = ["api.openai.com:443"] };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_that_does_not_start_is_told_with_what_it_said()
    {
        using var home = new ScratchDirectory();
        var gateway = Make(home.Path, "echo there is no room; echo at all >&2; exit 3");
        Assert.Contains("being started", gateway.Obstacle, StringComparison.Ordinal);
        var fault = await gateway.SetUpAsync(s_setup, Cancelled);
        Assert.Contains("the egress gateway did not start; it said: there is no room at all", fault, StringComparison.Ordinal);
        Assert.Equal(fault, gateway.Obstacle);
    }

    [Fact]
    public async Task A_long_complaint_is_told_by_its_first_words()
    {
        using var home = new ScratchDirectory();
        var fault = await Make(home.Path, "printf 'reason %2000s' more; exit 3").SetUpAsync(s_setup, Cancelled);
        Assert.Contains("it said: reason", fault, StringComparison.Ordinal);
        Assert.InRange(fault!.Length, 1, 400);
    }

    [Fact]
    public async Task Rules_that_it_does_not_understand_are_told_and_not_left_out()
    {
        using var home = new ScratchDirectory();
        var gateway = Make(home.Path, "exit 0");
        Assert.Contains("no egress rule", await gateway.SetUpAsync(s_setup with { EgressRules = ["only on tuesdays"] }, Cancelled), StringComparison.Ordinal);
    }

    private static NodeGateway Make(string home, string script) => new(
        new NodeOptions
        {
            Sockets = SocketDirectory.Prepare(home),
            EgressKey = _ => default,
            EgressCommand = ["/bin/sh", "-c", script],
            Process = { StateDirectory = Path.Combine(home, "workers") },
        },
        TimeProvider.System,
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>(),
        NullLogger<NodeGateway>.Instance);
}
