using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Polydev.Egress;
using Polydev.Egress.Upstream;
using Polydev.Protocol.Link;

namespace Polydev.Node;

/// <summary>The gateway as a process of its own, started by a node and adopted by the next one: streams through it outlive a crash of the controller.</summary>
/// <remarks>It ends when it is asked to (SIGTERM), or by itself when nobody has answered on <c>node.sock</c> for a minute and no tunnel is open.</remarks>
public static class EgressDaemon
{
    /// <summary>The first argument that makes a program this and nothing else.</summary>
    public const string Verb = "egress-gateway";

    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_orphanedAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(1);

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">What <see cref="EgressProcess"/> gave it.</param>
    /// <param name="input">Holds the token key, hexadecimal, on one line.</param>
    /// <returns>Exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextReader input)
    {
        var options = EgressDaemonArguments.Read(arguments, out var notes);
        options.TokenKey = Convert.FromHexString(await input.ReadLineAsync() ?? "");
        using var ended = new CancellationTokenSource();
        using var figures = new EgressFiguresWriter(EgressFiguresReader.MeterName);

        // A Ctrl-C at the terminal is the controller's business: it ends us when it is done.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            ended.Cancel();
        });
        await using var services = new ServiceCollection().AddMetrics().AddLogging(log => log.AddSimpleConsole(c => c.SingleLine = true)).BuildServiceProvider();
        await using var gateway = new EgressGateway(
            options,
            new DirectConnector(TimeProvider.System, options.ConnectTimeout),
            TimeProvider.System,
            services.GetRequiredService<IMeterFactory>(),
            services.GetRequiredService<ILogger<EgressGateway>>());
        gateway.Start();
        await UntilOverAsync(gateway, Path.Combine(Path.GetDirectoryName(options.SocketPath)!, LinkPaths.NodeSocket), () => Note(figures, notes), ended.Token);
        using var patience = new CancellationTokenSource(s_drain);
        await gateway.StopAsync(patience.Token);
        return 0;
    }

    private static async Task UntilOverAsync(EgressGateway gateway, string nodeSocket, Action note, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(s_lookEvery);
        var alone = TimeSpan.Zero;
        try
        {
            while (alone < s_orphanedAfter || gateway.OpenTunnels > 0)
            {
                await timer.WaitForNextTickAsync(ended);
                note();
                alone = await SocketAnswer.AnswersAsync(nodeSocket, ended) ? TimeSpan.Zero : alone + s_lookEvery;
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    private static void Note(EgressFiguresWriter figures, string? path)
    {
        try
        {
            if (path is not null)
            {
                figures.Write(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk must not cost a stream; the next note may find room.
        }
    }
}
