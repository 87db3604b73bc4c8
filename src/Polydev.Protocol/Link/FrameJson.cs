using System.Text.Json;

namespace Polydev.Protocol.Link;

/// <summary>Frames as JSON objects whose first member is their type, as <see cref="ProtocolJson"/> makes them, in less time.</summary>
public static class FrameJson
{
    /// <summary>Reads what a worker sent; null for the text <c>null</c>.</summary>
    /// <exception cref="JsonException">It is no frame.</exception>
    /// <exception cref="NotSupportedException">It does not say its type.</exception>
    public static WorkerFrame? ReadWorker(ReadOnlySpan<byte> json) => TypedJson.Is(json, "done"u8)
        ? JsonSerializer.Deserialize(json, ProtocolJson.Default.DoneFrame)
        : JsonSerializer.Deserialize(json, ProtocolJson.Default.WorkerFrame);

    /// <summary>Reads what the controller sent; null for the text <c>null</c>.</summary>
    /// <exception cref="JsonException">It is no frame.</exception>
    /// <exception cref="NotSupportedException">It does not say its type.</exception>
    public static ControllerFrame? ReadController(ReadOnlySpan<byte> json)
    {
        if (TypedJson.Is(json, "ack"u8))
        {
            return JsonSerializer.Deserialize(json, ProtocolJson.Default.AckFrame);
        }

        return TypedJson.Is(json, "run"u8)
            ? JsonSerializer.Deserialize(json, ProtocolJson.Default.RunFrame)
            : JsonSerializer.Deserialize(json, ProtocolJson.Default.ControllerFrame);
    }

    /// <summary>Writes what a worker sends.</summary>
    public static byte[] Write(WorkerFrame frame) => frame is DoneFrame done
        ? TypedJson.Write("done", done, ProtocolJson.Default.DoneFrame)
        : JsonSerializer.SerializeToUtf8Bytes(frame, ProtocolJson.Default.WorkerFrame);
}
