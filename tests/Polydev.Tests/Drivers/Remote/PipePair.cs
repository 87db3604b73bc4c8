using System.IO.Pipelines;

namespace Polydev.Tests.Drivers.Remote;

/// <summary>A connection in memory with two ends.</summary>
internal sealed class PipePair
{
    private readonly Pipe _up = new();
    private readonly Pipe _down = new();

    public PipePair()
    {
        Controller = new End(_up.Reader, _down.Writer);
        Node = new End(_down.Reader, _up.Writer);
    }

    public IDuplexPipe Controller { get; }

    public IDuplexPipe Node { get; }

    /// <summary>Serves one end, and closes it when that is over.</summary>
    public static async Task ServeAsync(IDuplexPipe end, Func<IDuplexPipe, Task> serve)
    {
        await serve(end);
        await end.Output.CompleteAsync();
        await end.Input.CompleteAsync();
    }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
