using System.Text;
using System.Threading.Channels;
using Polydev.Controller.Workers;
using Polydev.Protocol.Link;

namespace Polydev.Tests.Controller.Workers;

/// <summary>An attempt that writes down what it is told.</summary>
internal sealed class RecordingAttempt(string executionId) : IAttempt
{
    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();

    public string ExecutionId => executionId;

    public bool HasOutput { get; init; }

    public void OnEvent(in EventFrameView view) => _heard.Writer.TryWrite($"event {view.Seq} {Encoding.UTF8.GetString(view.Type)} {view.Json.Length}");

    public void OnDone(DoneFrame done) => _heard.Writer.TryWrite($"done {done.LastSeq}");

    public void OnWorkerGone(string reason) => _heard.Writer.TryWrite("gone " + reason);

    public ValueTask<string> HearAsync(CancellationToken cancellationToken) => _heard.Reader.ReadAsync(cancellationToken);

    public bool HeardNothing => !_heard.Reader.TryPeek(out _);
}
