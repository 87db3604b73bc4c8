using Polydev.Protocol.Events;
using Polydev.Worker.Calls;

namespace Polydev.Worker.Direct;

/// <summary>Writes the text of an answer to a stream as it comes, and remembers how the answer ended.</summary>
internal sealed class TextOutput(Stream output) : ICallOutput
{
    private bool _endsLine = true;

    /// <summary>The terminal event; null until it came.</summary>
    public ExecutionEvent? End { get; private set; }

    /// <inheritdoc/>
    public void OnEvent(string type, ReadOnlySpan<byte> json)
    {
        if (type == EventTypes.Text && EventJson.Read(json) is TextEvent { Text.Length: > 0 } piece)
        {
            output.Write(System.Text.Encoding.UTF8.GetBytes(piece.Text));
            _endsLine = piece.Text.EndsWith('\n');
        }
        else if (type is EventTypes.Finished or EventTypes.Failed)
        {
            End = EventJson.Read(json);
            if (!_endsLine)
            {
                output.Write("\n"u8);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Flush(bool now) => output.Flush();
}
