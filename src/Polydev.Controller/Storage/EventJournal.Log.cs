using Microsoft.Extensions.Logging;

namespace Polydev.Controller.Storage;

/// <content>What the journal says.</content>
internal sealed partial class EventJournal
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The journal cannot commit: {Reason} {Sources} sources wait; trying again")]
    private partial void LogFailing(string reason, int sources);

    [LoggerMessage(Level = LogLevel.Information, Message = "The journal commits again; it failed since {Since:O}")]
    private partial void LogRecovered(DateTimeOffset since);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Source} cannot write its changes; it is set aside and tried again, the others go on")]
    private partial void LogSourceBroken(Exception error, IJournaled source);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Source} failed when told of its commit")]
    private partial void LogCallbackFailed(Exception error, IJournaled source);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The journal ends with {Sources} sources not durable: {Reason}")]
    private partial void LogLost(int sources, string reason);
}
