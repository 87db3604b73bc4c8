using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Polydev.Tests.Controller.Workers;

/// <summary>A connection with nobody at the other end: what is written to it stays in memory.</summary>
internal sealed class UnreadConnection : DefaultConnectionContext, IDuplexPipe
{
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));

    public UnreadConnection() => Transport = this;

    public PipeReader Input => _pipe.Reader;

    public PipeWriter Output => _pipe.Writer;

    /// <summary>Does nothing: the default cancels a token on a thread of the pool, when the test may have disposed it.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
    }
}
