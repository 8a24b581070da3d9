"""Figures counted from allocations, workers, training and activity counts: who does what work."""

from __future__ import annotations

from plumbline.measures.registry.form import Entry, Rows

IN_POST = "ended_on IS NULL OR ended_on >= {as_at}"

ROWS = (
    Rows(
        name="cases in force",
        needs=("orders", "allocations"),
        uses=("licences",),
        sql="""
            WITH held AS (
                SELECT order_key, licence_key, min(worker_id) <> max(worker_id) AS several,
                    bool_or(until_on IS NULL OR until_on >= {as_at}) AS held_now
                FROM seen_allocations GROUP BY order_key, licence_key)
            SELECT authority, worker_id, several, held_now FROM seen_orders o
                LEFT JOIN held h ON o.order_key = h.order_key WHERE ended_on IS NULL
            UNION ALL
            SELECT authority, worker_id, several, held_now FROM seen_licences l
                LEFT JOIN held h ON l.licence_key = h.licence_key WHERE ended_on IS NULL""",
        by_authority=True,
        cuts={
            "several": "coalesce(several, false)",
            "held_now": "coalesce(held_now, false)",
            "named": "worker_id IS NOT NULL",
        },
    ),
    Rows(
        name="workers in post",
        needs=("workers",),
        sql=f"SELECT * FROM seen_workers WHERE {IN_POST}",
        cuts={"role": "role", "wte_known": "wte IS NOT NULL"},
        sums={"wte": "wte"},
    ),
    Rows(
        name="workers by course",
        needs=("workers", "training"),
        sql=f"""
            SELECT c.course, t.worker_key IS NOT NULL AS in_date
            FROM (SELECT DISTINCT course FROM seen_training) c
            CROSS JOIN (SELECT worker_key FROM seen_workers WHERE {IN_POST}) w
            LEFT JOIN (
                SELECT DISTINCT course, worker_key FROM seen_training
                WHERE completed_on IS NOT NULL AND (expires_on IS NULL OR expires_on >= {{as_at}})) t
            ON t.course = c.course AND t.worker_key = w.worker_key""",
        cuts={"course": "course", "in_date": "in_date"},
    ),
    Rows(
        name="training",
        needs=("training",),
        sql="SELECT * FROM seen_training",
        day="completed_on",
        cuts={"course": "course"},
    ),
    Rows(
        name="activity counts",
        needs=("activity_counts",),
        sql="""
            SELECT *, CAST(month || '-01' AS DATE) AS month_day FROM seen_activity_counts
            WHERE CAST(month || '-01' AS DATE) <= {as_at}""",
        by_authority=True,
        day="month_day",
        cuts={"task": "task", "hours_known": "hours IS NOT NULL"},
        sums={"counted": '"count"', "hours": "hours"},
    ),
)

ENTRIES = (
    Entry(
        code="cases_with_several_workers",
        title="Cases in force that have had more than one worker",
        definition="Orders and licences in force on the as-at date that were allocated to more than one "
        "worker since they began, as a share of orders and licences in force.",
        rows="cases in force",
        measure="share",
        of="several",
    ),
    Entry(
        code="cases_without_worker",
        title="Cases in force without a worker",
        definition="Orders and licences in force on the as-at date with no allocation open on that day "
        "and no worker named on the order or licence itself, as a share of orders and licences in force.",
        rows="cases in force",
        measure="share",
        of="NOT held_now AND NOT named",
    ),
    Entry(
        code="workers_in_post",
        title="Workers in post, by role",
        definition="Workers with no last day before the as-at date, by role. Not by council: the table of "
        "workers does not name one.",
        rows="workers in post",
        measure="count",
        by="role",
    ),
    Entry(
        code="workers_wte",
        title="Whole-time equivalents in post, by role",
        definition="Whole-time equivalents of workers with no last day before the as-at date, by role.",
        rows="workers in post",
        measure="sum",
        over="wte_known",
        total="wte",
        by="role",
        unit="count",
        left_out={"whole-time equivalent not recorded": "NOT wte_known"},
    ),
    Entry(
        code="training_in_date",
        title="Workers with training in date, by course",
        definition="Workers in post with the course completed by the as-at date and not expired on it, as "
        "a share of workers in post. Training with no day of expiry stays in date. Courses that nobody "
        "has completed do not appear.",
        rows="workers by course",
        measure="share",
        of="in_date",
        by="course",
        only_by=True,
    ),
    Entry(
        code="training_completed",
        title="Training completed, by course",
        definition="Courses completed up to the as-at date, by course and by year.",
        rows="training",
        measure="count",
        by="course",
    ),
    Entry(
        code="activity_counted",
        title="Activity outside the case system, by task",
        definition="What was counted for tasks outside the case system, by task; each task is a series by "
        "month.",
        rows="activity counts",
        measure="sum",
        total="counted",
        by="task",
        only_by=True,
        monthly=True,
        unit="count",
    ),
    Entry(
        code="activity_hours",
        title="Hours of activity outside the case system, by task",
        definition="Hours spent on tasks outside the case system, by task; each task is a series by month.",
        rows="activity counts",
        measure="sum",
        over="hours_known",
        total="hours",
        by="task",
        only_by=True,
        monthly=True,
        left_out={"hours not recorded": "NOT hours_known"},
    ),
)
