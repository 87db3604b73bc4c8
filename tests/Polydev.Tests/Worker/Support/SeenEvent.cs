using Polydev.Protocol.Events;

namespace Polydev.Tests.Worker.Support;

/// <summary>An event line as the controller saw it.</summary>
internal sealed record SeenEvent(string ExecutionId, long Seq, ExecutionEvent Event)
{
    public string Text => Assert.IsType<TextEvent>(Event).Text;

    public ExecutionError Error => Assert.IsType<FailedEvent>(Event).Error;
}
