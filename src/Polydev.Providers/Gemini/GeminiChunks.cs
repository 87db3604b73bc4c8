using Polydev.Protocol.Events;
using Polydev.Providers.Decoding;
using Polydev.Providers.Errors;
using Polydev.Providers.Errors.Dialects;
using Polydev.Providers.Json;

namespace Polydev.Providers.Gemini;

/// <summary>Reads GenerateContentResponse objects, of which a stream has many and a whole answer one.</summary>
/// <remarks>The finish reason is the only end marker; it stands in the last object, so the end of the body completes the answer.</remarks>
internal sealed class GeminiChunks(Answer answer)
{
    private string? _finishReason;
    private string? _blockReason;

    public void Read(JsonSlice chunk)
    {
        JsonSlice candidates = default, usage = default, feedback = default, error = default;
        foreach (var field in chunk.Fields)
        {
            _ = field.Into("candidates"u8, ref candidates) || field.Into("usageMetadata"u8, ref usage)
                || field.Into("promptFeedback"u8, ref feedback) || field.Into("error"u8, ref error);
        }

        if (!error.IsMissing)
        {
            answer.Fail(ErrorReading.FromStream(GeminiErrors.Instance, error), withUsage: false);
            return;
        }

        foreach (var candidate in candidates.Items)
        {
            ReadCandidate(candidate);
        }

        GeminiUsage.Read(usage, ref answer.Usage);
        _blockReason = feedback.Field("blockReason"u8).AsString() ?? _blockReason;
    }

    /// <summary>Ends the answer if the provider said why it stopped; otherwise leaves it open, which makes it cut.</summary>
    public void Finish()
    {
        if (_finishReason is not null)
        {
            answer.Finish(GeminiStopReasons.Normalise(_finishReason, answer.Tools.Count > 0), _finishReason);
        }
        else if (_blockReason is not null)
        {
            answer.Finish(StopReason.Filtered, $"prompt:{_blockReason}");
        }
    }

    private void ReadCandidate(JsonSlice candidate)
    {
        JsonSlice content = default, finishReason = default;
        foreach (var field in candidate.Fields)
        {
            if (field.Is("index"u8) && field.Value.Number is not (null or 0))
            {
                return; // One answer only: the first.
            }

            _ = field.Into("content"u8, ref content) || field.Into("finishReason"u8, ref finishReason);
        }

        foreach (var field in content.Fields)
        {
            if (field.Is("parts"u8))
            {
                foreach (var part in field.Value.Items)
                {
                    GeminiPart.Read(part, answer);
                }
            }
        }

        _finishReason = finishReason.AsString() ?? _finishReason;
    }
}
