using Polydev.Drivers.Nomad.Jobs;
using Polydev.Drivers.Nomad.Jobs.Templates;

namespace Polydev.Controller.Cluster.Jobs;

/// <summary>By what a job is known as ours: made from one of the templates, and marked with its name. All other jobs of a cluster are none of our business.</summary>
internal static class JobMark
{
    /// <summary>Name of the template that a job was made from; null when it is none of ours.</summary>
    public static string? TemplateOf(NomadJob job) =>
        job.ID.StartsWith(TemplateWords.IdPrefix, StringComparison.Ordinal) && job.Meta?.GetValueOrDefault(JobTemplate.Mark) is { } name && TemplateCatalogue.Find(name) is not null ? name : null;
}
