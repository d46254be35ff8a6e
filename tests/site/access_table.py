"""Who may do what, written by hand: every route and method, every role, whose object it is, and what they get.

Alice is a trainee, Bob coaches her, Mona manages her, Tess (mentor) observes her, Hugh audits, Ann administrates.
What is Alice's is her own, Bob's and Mona's team's; what is Charlie's or Dora's is a stranger's to all of them;
what is absent was never there. "gone" held every role and was disabled while signed in. Of the library, interviews
and boosters are the staff's: for a trainee they were never there either.

A number is the status; `in` sends the person to the sign-in page. Nothing here is derived from the code: when a
route is added or an audience changes, this table has to be changed by a person who means it.
"""

PEOPLE = ("nobody", "gone", "alice", "bob", "mona", "tess", "hugh", "ann")

READING = """
                                                    nobody gone alice  bob mona tess hugh  ann
/static/theme.css                                      200  200   200  200  200  200  200  200
/static/absent.css                                     404  404   404  404  404  404  404  404
/bootstrap/static/css/bootstrap.min.css                200  200   200  200  200  200  200  200
/healthz                                               200  200   200  200  200  200  200  200

/sign-in                                               200  200   302  302  302  302  302  302
/forgot-password                                       200  200   200  200  200  200  200  200
/link/{link}                                           200  200   200  200  200  200  200  200
/link/{absent}                                         404  404   404  404  404  404  404  404
/a/{alice's link}                                      200  200   302  200  200  200  200  200
/a/{absent}                                            404  404   404  404  404  404  404  404

/                                                       in   in   200  200  200  200  200  200
/progress                                               in   in   200  200  200  200  200  200
/me                                                     in   in   200  200  200  200  200  200
/me/mail                                                in   in   200  200  200  200  200  200
/exports                                                in   in   200  200  200  200  200  200

/sessions                                               in   in   200  200  200  200  200  200
/sessions/{alice's session}                             in   in   200  200  404  404  404  404
/sessions/{alice's held session}                        in   in   200  200  404  404  404  404
/sessions/{charlie's session}                           in   in   404  404  404  404  404  404
/sessions/{absent}                                      in   in   404  404  404  404  404  404
/sessions/{alice's session}/move                        in   in   403  200  403  403  403  403
/sessions/{alice's held session}/move                   in   in   403  409  403  403  403  403
/sessions/{charlie's session}/move                      in   in   403  404  403  403  403  403
/sessions/{absent}/move                                 in   in   403  404  403  403  403  403
/sessions/{alice's session}/cancel                      in   in   403  200  403  403  403  403
/sessions/{charlie's session}/cancel                    in   in   403  404  403  403  403  403
/sessions/{absent}/cancel                               in   in   403  404  403  403  403  403
/people/{alice}/sessions/new                            in   in   403  200  403  403  403  403
/people/{charlie}/sessions/new                          in   in   403  404  403  403  403  403
/people/{absent}/sessions/new                           in   in   403  404  403  403  403  403
/commitments                                            in   in   200  200  200  200  200  200
/commitments/{alice's commitment}                       in   in   200  404  404  404  404  404
/commitments/{charlie's commitment}                     in   in   404  404  404  404  404  404
/commitments/{absent}                                   in   in   404  404  404  404  404  404

/library                                                in   in   200  200  200  200  200  200
/library/instruments/kam-behaviours                     in   in   200  200  200  200  200  200
/library/instruments/candidate-interview                in   in   404  200  200  200  200  200
/library/instruments/absent                             in   in   404  404  404  404  404  404
/library/instruments/kam-behaviours/preview             in   in   200  200  200  200  200  200
/library/instruments/candidate-interview/preview        in   in   404  200  200  200  200  200
/library/instruments/absent/preview                     in   in   404  404  404  404  404  404
/library/instruments/kam-behaviours/sheet               in   in   200  200  200  200  200  200
/library/instruments/candidate-interview/sheet          in   in   404  200  200  200  200  200
/library/instruments/absent/sheet                       in   in   404  404  404  404  404  404
/library/profiles/sales-leader                          in   in   200  200  200  200  200  200
/library/profiles/absent                                in   in   404  404  404  404  404  404
/library/plans/standard                                 in   in   200  200  200  200  200  200
/library/plans/absent                                   in   in   404  404  404  404  404  404
/library/boosters/boosters-deciders                     in   in   404  200  200  200  200  200
/library/boosters/absent                                in   in   404  404  404  404  404  404
/library/boosters/boosters-deciders/{card}              in   in   404  200  200  200  200  200
/library/boosters/boosters-deciders/absent              in   in   404  404  404  404  404  404
/library/sources                                        in   in   200  200  200  200  200  200

/assessments/{alice's open}/answer                      in   in   200  404  404  404  404  404
/assessments/{alice's sent}/answer                      in   in   302  404  404  404  404  404
/assessments/{tess's open view}/answer                  in   in   404  404  404  200  404  404
/assessments/{tess's sent view}/answer                  in   in   404  404  404  302  404  404
/assessments/{charlie's open}/answer                    in   in   404  404  404  404  404  404
/assessments/{charlie's sent}/answer                    in   in   404  404  404  404  404  404
/assessments/{absent}/answer                            in   in   404  404  404  404  404  404

/assessments/{tess's open view}/events                  in   in   404  404  404  200  404  404
/assessments/{tess's sent view}/events                  in   in   404  404  404  302  404  404
/assessments/{alice's open}/events                      in   in   404  404  404  404  404  404
/assessments/{absent}/events                            in   in   404  404  404  404  404  404

/assessments/{alice's open}                             in   in   302  404  404  404  404  404
/assessments/{alice's sent}                             in   in   200  200  404  404  404  404
/assessments/{tess's open view}                         in   in   404  404  404  302  404  404
/assessments/{tess's sent view}                         in   in   404  200  404  200  404  404
/assessments/{erin's sent}                              in   in   404  404  404  404  404  404
/assessments/{ivan's sent}                              in   in   404  200  404  404  404  404
/assessments/{charlie's open}                           in   in   404  404  404  404  404  404
/assessments/{charlie's sent}                           in   in   404  404  404  404  404  404
/assessments/{absent}                                   in   in   404  404  404  404  404  404

/accounts                                               in   in   200  200  200  200  200  200
/accounts/new                                           in   in   200  403  403  403  403  200
/accounts/{dairy}                                       in   in   200  200  200  404  200  200
/accounts/{mill}                                        in   in   404  404  404  404  200  200
/accounts/{absent}                                      in   in   404  404  404  404  404  404
/accounts/{dairy}/team/{bob}/end                        in   in   200  404  404  404  404  200
/accounts/{mill}/team/{charlie}/end                     in   in   404  404  404  404  404  200
/accounts/{absent}/team/{absent}/end                    in   in   404  404  404  404  404  404

/people/{alice}/away                                    in   in   200  200  404  404  404  200
/people/{charlie}/away                                  in   in   404  404  404  404  404  200
/people/{absent}/away                                   in   in   404  404  404  404  404  404
/me/calendar                                            in   in   200  200  200  200  200  200
/calendar/{alice's calendar}.ics                       200  200   200  200  200  200  200  200
/calendar/{absent}.ics                                 404  404   404  404  404  404  404  404
/mentoring                                              in   in   403  403  403  200  403  403
/mentoring/{alice}                                      in   in   403  403  403  200  403  403
/mentoring/{charlie}                                    in   in   403  403  403  404  403  403
/mentoring/{absent}                                     in   in   403  403  403  404  403  403
/assessments/{alice's look}                             in   in   200  404  404  200  404  404
/mentor                                                 in   in   200  200  200  200  200  200
/mentor/ask                                             in   in   200  409  409  409  409  409
/mentor/looks/{alice's look}                            in   in   200  404  404  404  404  404
/mentor/looks/{absent}                                  in   in   404  404  404  404  404  404
/comments/{alice's request}                             in   in   200  404  404  200  404  404
/comments/{charlie's request}                           in   in   404  404  404  404  404  404
/comments/{absent}                                      in   in   404  404  404  404  404  404

/cycles                                                 in   in   403  403  403  403  200  200
/cycles/new                                             in   in   403  403  403  403  200  200
/cycles/{cycle}                                         in   in   403  403  403  403  200  200
/cycles/{absent}                                        in   in   403  403  403  403  404  404
/team                                                   in   in   403  403  200  403  403  403
/pairs/{alice's pair}                                   in   in   200  404  200  404  404  404
/pairs/{charlie's pair}                                 in   in   404  404  404  404  404  404
/pairs/{absent}                                         in   in   404  404  404  404  404  404

/overview                                               in   in   403  403  403  403  200  403
/overview/assessments                                   in   in   403  403  403  403  200  403
/overview/forgotten                                     in   in   403  403  403  403  200  403
/heatmap                                                in   in   403  403  403  403  200  403

/curves                                                 in   in   403  403  403  403  200  403
/cohorts/{bob's curve}/curve                            in   in   403  200  403  403  200  403
/cohorts/{dora's with alice}/curve                      in   in   403  200  403  403  200  403
/cohorts/{dora's}/curve                                 in   in   403  404  403  403  200  403
/cohorts/{absent}/curve                                 in   in   403  404  403  403  404  403
/programmes/{curve of all}/curve                        in   in   403  200  403  403  200  403
/programmes/{dora's programme}/curve                    in   in   403  404  403  403  200  403
/programmes/{programme}/curve                           in   in   403  404  403  403  404  403
/programmes/{absent}/curve                              in   in   403  404  403  403  404  403
/programmes/{curve of all}/levels                       in   in   403  200  403  403  200  200
/programmes/{dora's programme}/levels                   in   in   403  404  403  403  200  200
/programmes/{absent}/levels                             in   in   403  404  403  403  404  404
/record/{alice}                                         in   in   403  403  403  403  200  403
/record/{absent}                                        in   in   403  403  403  403  404  403
/record/{alice}/trail                                   in   in   403  403  403  403  200  403
/record/{absent}/trail                                  in   in   403  403  403  403  404  403

/audits                                                 in   in   403  403  403  403  200  403
/audits/new                                             in   in   403  403  403  403  200  403
/audits/{alice's audit}                                 in   in   200  404  404  404  200  404
/audits/{charlie's audit}                               in   in   404  404  404  404  200  404
/audits/{absent}                                        in   in   404  404  404  404  404  404
/audits/{alice's audit}/items/deciders                  in   in   403  403  403  403  200  403
/audits/{absent}/items/deciders                         in   in   403  403  403  403  404  403
/audits/{alice's audit}/evidence/{alice's paper}        in   in   200  404  404  404  200  404
/audits/{charlie's audit}/evidence/{alice's paper}      in   in   404  404  404  404  404  404
/audits/{absent}/evidence/{absent}                      in   in   404  404  404  404  404  404
/audits/{alice's audit}/findings/plan_current           in   in   403  403  403  403  200  403
/audits/{absent}/findings/plan_current                  in   in   403  403  403  403  404  403
/audits/{alice's audit}/findings/plan_current/reply     in   in   200  404  404  404  404  404
/audits/{charlie's audit}/findings/plan_current/reply   in   in   404  404  404  404  404  404
/audits/{absent}/findings/plan_current/reply            in   in   404  404  404  404  404  404
/audits/{charlie's audit}/findings/plan_current/actions in   in   403  403  403  403  200  403
/audits/{absent}/findings/plan_current/actions          in   in   403  403  403  403  404  403
/actions                                                in   in   200  200  200  200  200  200
/actions/{alice's action}                               in   in   200  404  404  404  200  404
/actions/{dora's action}                                in   in   404  404  404  404  200  404
/actions/{absent}                                       in   in   404  404  404  404  404  404

/tasks                                                  in   in   200  200  200  200  200  200
/tasks/{alice's yes}                                    in   in   200  200  404  404  404  404
/tasks/{alice's cue}                                    in   in   200  200  404  404  404  404
/tasks/{mona's task}                                    in   in   200  200  200  404  404  404
/tasks/{charlie's task}                                 in   in   404  404  404  404  404  404
/tasks/{absent}                                         in   in   404  404  404  404  404  404
/drift/{kara's mark}/overrule                           in   in   403  200  403  403  403  403
/drift/{charlie's mark}/overrule                        in   in   403  404  403  403  403  403
/drift/{absent}/overrule                                in   in   403  404  403  403  403  403

/queue                                                  in   in   403  200  403  403  403  403
/queue/week                                             in   in   403  200  403  403  403  403
/queue/month                                            in   in   403  200  403  403  403  403
/queue/move?who={alice}                                 in   in   403  200  403  403  403  403
/queue/move?who={charlie}                               in   in   403  404  403  403  403  403
/queue/move?who={absent}                                in   in   403  404  403  403  403  403
/queue/held?who={alice}                                 in   in   403  200  403  403  403  403
/queue/held?who={charlie}                               in   in   403  404  403  403  403  403
/queue/held?who={absent}                                in   in   403  404  403  403  403  403
/queue/spoke?who={alice}                                in   in   403  200  403  403  403  403
/queue/spoke?who={charlie}                              in   in   403  404  403  403  403  403
/queue/spoke?who={absent}                               in   in   403  404  403  403  403  403
/queue/hand-over?who={alice}                            in   in   403  200  403  403  403  403
/queue/hand-over?who={charlie}                          in   in   403  404  403  403  403  403
/queue/hand-over?who={absent}                           in   in   403  404  403  403  403  403
/talks                                                  in   in   403  403  200  403  403  403
/talks/{alice's talk-after}/held                        in   in   403  403  200  403  403  403
/talks/{charlie's talk-after}/held                      in   in   403  403  404  403  403  403
/talks/{absent}/held                                    in   in   403  403  404  403  403  403
/people/{alice}                                         in   in   403  200  403  403  403  403
/people/{charlie}                                       in   in   403  404  403  403  403  403
/people/{absent}                                        in   in   403  404  403  403  403  403

/follow-ups/{alice's plus-90}/move                      in   in   403  200  403  403  403  403
/follow-ups/{charlie's plus-90}/move                    in   in   403  404  403  403  403  403
/follow-ups/{absent}/move                               in   in   403  404  403  403  403  403
/follow-ups/{alice's plus-90}/waive                     in   in   403  200  403  403  403  403
/follow-ups/{charlie's plus-90}/waive                   in   in   403  404  403  403  403  403
/follow-ups/{absent}/waive                              in   in   403  404  403  403  403  403
/follow-ups/{alice's talk-after}/held                   in   in   403  200  403  403  403  403
/follow-ups/{alice's plus-90}/held                      in   in   403  404  403  403  403  403
/follow-ups/{charlie's talk-after}/held                 in   in   403  404  403  403  403  403
/follow-ups/{absent}/held                               in   in   403  404  403  403  403  403

/trainings                                              in   in   403  200  403  403  403  200
/programmes/new                                         in   in   403  200  403  403  403  200
/programmes/{programme}/cohorts/new                     in   in   403  200  403  403  403  200
/programmes/{absent}/cohorts/new                        in   in   403  404  403  403  403  404
/cohorts/{bob's}                                        in   in   403  200  403  403  403  200
/cohorts/{dora's with alice}                            in   in   403  200  403  403  403  200
/cohorts/{dora's}                                       in   in   403  404  403  403  403  200
/cohorts/{absent}                                       in   in   403  404  403  403  403  404
/cohorts/{bob's}/enrol                                  in   in   403  200  403  403  403  200
/cohorts/{dora's with alice}/enrol                      in   in   403  200  403  403  403  200
/cohorts/{dora's}/enrol                                 in   in   403  404  403  403  403  200
/cohorts/{absent}/enrol                                 in   in   403  404  403  403  403  404
/cohorts/{bob's}/finish                                 in   in   403  200  403  403  403  200
/cohorts/{dora's with alice}/finish                     in   in   403  404  403  403  403  200
/cohorts/{dora's}/finish                                in   in   403  404  403  403  403  200
/cohorts/{absent}/finish                                in   in   403  404  403  403  403  404

/plans                                                  in   in   403  200  403  403  403  200
/plans/standard                                         in   in   403  200  403  403  403  200
/plans/absent                                           in   in   403  404  403  403  403  404
/plans/standard/yaml                                    in   in   403  200  403  403  403  200
/plans/absent/yaml                                      in   in   403  404  403  403  403  404
/plans/import                                           in   in   403  403  403  403  403  200
/plans/drafts/{draft}                                   in   in   403  403  403  403  403  200
/plans/drafts/{absent}                                  in   in   403  403  403  403  403  404
/plans/drafts/{draft}/title                             in   in   403  403  403  403  403  200
/plans/drafts/{absent}/title                            in   in   403  403  403  403  403  404
/cohorts/{bob's}/plan                                   in   in   403  200  403  403  403  200
/cohorts/{dora's with alice}/plan                       in   in   403  404  403  403  403  200
/cohorts/{dora's}/plan                                  in   in   403  404  403  403  403  200
/cohorts/{absent}/plan                                  in   in   403  404  403  403  403  404
/cohorts/{bob's}/load                                   in   in   403  200  403  403  403  200
/cohorts/{dora's with alice}/load                       in   in   403  404  403  403  403  200
/cohorts/{dora's}/load                                  in   in   403  404  403  403  403  200
/cohorts/{absent}/load                                  in   in   403  404  403  403  403  404
/cohorts/{bob's}/enrol-many                             in   in   403  200  403  403  403  200
/cohorts/{dora's with alice}/enrol-many                 in   in   403  200  403  403  403  200
/cohorts/{dora's}/enrol-many                            in   in   403  404  403  403  403  200
/cohorts/{absent}/enrol-many                            in   in   403  404  403  403  403  404
/cohorts/{bob's}/planning                               in   in   403  200  403  403  403  200
/cohorts/{dora's with alice}/planning                   in   in   403  200  403  403  403  200
/cohorts/{dora's}/planning                              in   in   403  404  403  403  403  200
/cohorts/{absent}/planning                              in   in   403  404  403  403  403  404
/enrolments/{alice's enrolment}/focus                   in   in   403  200  403  403  403  200
/enrolments/{charlie's enrolment}/focus                 in   in   403  404  403  403  403  200
/enrolments/{absent}/focus                              in   in   403  404  403  403  403  404

/administration                                         in   in   403  403  403  403  403  200
/enrolments/{alice's enrolment}/observer                in   in   403  200  403  403  403  200
/enrolments/{charlie's enrolment}/observer              in   in   403  404  403  403  403  200
/enrolments/{absent}/observer                           in   in   403  404  403  403  403  404

/administration/messages                                in   in   403  403  403  403  403  200
/administration/people                                  in   in   403  403  403  403  403  200
/administration/people/{alice}                          in   in   403  403  403  403  403  200
/administration/people/{absent}                         in   in   403  403  403  403  403  404
/administration/people/{alice}/lines                    in   in   403  403  403  403  403  200
/administration/people/{absent}/lines                   in   in   403  403  403  403  403  404
/administration/people/import                           in   in   403  403  403  403  403  200
/administration/people/import/{ann's import}            in   in   403  403  403  403  403  200
/administration/people/import/{amir's import}           in   in   403  403  403  403  403  404
/administration/people/import/{absent}                  in   in   403  403  403  403  403  404

/cards                                                  in   in   200  200  200  200  200  200
/cards/{alice's card}                                   in   in   200  404  404  404  404  404
/cards/{kara's card}                                    in   in   404  404  404  404  404  404
/cards/{absent}                                         in   in   404  404  404  404  404  404
/meetings/{alice's meeting}                             in   in   200  404  404  404  404  404
/meetings/{charlie's meeting}                           in   in   404  404  404  404  404  404
/meetings/{absent}                                      in   in   404  404  404  404  404  404
/cohorts/{bob's finished}/trios                         in   in   403  200  403  403  403  200
/cohorts/{dora's}/trios                                 in   in   403  404  403  403  403  200
/cohorts/{absent}/trios                                 in   in   403  404  403  403  403  404
/administration/outcomes                                in   in   403  403  403  403  200  200
/administration/outcomes/import                         in   in   403  403  403  403  403  200
/administration/outcomes/import/{ann's figures}         in   in   403  403  403  403  403  200
/administration/outcomes/import/{amir's figures}        in   in   403  403  403  403  403  404
/administration/outcomes/import/{absent}                in   in   403  403  403  403  403  404
/administration/outcomes/remove                         in   in   403  403  403  403  403  404

/demo/mail                                             404  404   404  404  404  404  404  404
/demo/mail/{absent}                                    404  404   404  404  404  404  404  404
"""

# Who may is asked for something that can be done; what anybody may send is sent empty here, and comes back.
CHANGING = """
                                                    nobody gone alice  bob mona tess hugh  ann
/sign-in                                               422  422   422  422  422  422  422  422
/sign-out                                              302  302   302  302  302  302  302  302
/forgot-password                                       422  422   422  422  422  422  422  422
/link/{link}                                           422  422   422  422  422  422  422  422
/link/{absent}                                         404  404   404  404  404  404  404  404
/a/{alice's link}                                      302  302   302  302  302  302  302  302
/a/{absent}                                            404  404   404  404  404  404  404  404

/audits/new                                             in   in   403  403  403  403  302  403
/audits/{alice's audit}/items/deciders                  in   in   403  403  403  403  302  403
/audits/{absent}/items/deciders                         in   in   403  403  403  403  404  403
/audits/{alice's audit}/evidence/{alice's paper}        in   in   302  404  404  404  302  404
/audits/{charlie's audit}/evidence/{alice's paper}      in   in   404  404  404  404  404  404
/audits/{absent}/evidence/{absent}                      in   in   404  404  404  404  404  404
/audits/{alice's audit}/findings/plan_current           in   in   403  403  403  403  302  403
/audits/{absent}/findings/plan_current                  in   in   403  403  403  403  404  403
/audits/{alice's audit}/findings/plan_current/reply     in   in   302  404  404  404  404  404
/audits/{charlie's audit}/findings/plan_current/reply   in   in   404  404  404  404  404  404
/audits/{absent}/findings/plan_current/reply            in   in   404  404  404  404  404  404
/audits/{alice's audit}/draft                           in   in   403  403  403  403  302  403
/audits/{absent}/draft                                  in   in   403  403  403  403  404  403
/audits/{charlie's audit}/replied                       in   in   404  404  404  404  404  404
/audits/{alice's audit}/replied                         in   in   302  404  404  404  404  404
/audits/{absent}/replied                                in   in   404  404  404  404  404  404
/audits/{charlie's audit}/final                         in   in   403  403  403  403  302  403
/audits/{absent}/final                                  in   in   403  403  403  403  404  403
/audits/{charlie's audit}/findings/plan_current/actions in   in   403  403  403  403  302  403
/audits/{absent}/findings/plan_current/actions          in   in   403  403  403  403  404  403
/actions/{alice's action}/done                          in   in   302  404  404  404  404  404
/actions/{dora's action}/done                           in   in   404  404  404  404  404  404
/actions/{absent}/done                                  in   in   404  404  404  404  404  404
/actions/{bob's action}/closed                          in   in   403  403  403  403  302  403
/actions/{dora's action}/closed                         in   in   403  403  403  403  404  403
/actions/{absent}/closed                                in   in   403  403  403  403  404  403
/actions/{dora's action}/effect                         in   in   403  403  403  403  404  403
/actions/{absent}/effect                                in   in   403  403  403  403  404  403

/me                                                     in   in   302  302  302  302  302  302
/me/mail                                                in   in   302  302  302  302  302  302

/exports/about-me.csv                                   in   in   200  200  200  200  200  200
/exports/assessments.csv                                in   in   403  403  403  403  200  403
/exports/assessments.xlsx                               in   in   403  403  403  403  200  403
/exports/audit.csv                                      in   in   200  404  404  404  200  404
/exports/audits.csv                                     in   in   403  403  403  403  200  403
/exports/cohort.csv                                     in   in   403  200  403  403  403  200
/exports/cohort-curve.csv                               in   in   403  200  403  403  200  403
/exports/cycle.csv                                      in   in   403  403  403  403  200  200
/exports/heat-map.csv                                   in   in   403  403  403  403  200  403
/exports/key-account.csv                                in   in   200  200  200  404  200  200
/exports/key-accounts.csv                               in   in   200  200  200  200  200  200
/exports/levels.csv                                     in   in   403  200  403  403  200  200
/exports/outcomes.csv                                   in   in   403  403  403  403  200  200
/exports/pair.csv                                       in   in   200  404  200  404  404  404
/exports/people.csv                                     in   in   403  403  403  403  403  200
/exports/programme-curve.csv                            in   in   403  200  403  403  200  403
/exports/trail.csv                                      in   in   403  403  403  403  200  403
/exports/absent.csv                                     in   in   404  404  404  404  404  404
/exports/{hugh's export}                                in   in   404  404  404  404  200  404
/exports/{absent}                                       in   in   404  404  404  404  404  404

/sessions/{alice's session}                             in   in   302  302  404  404  404  404
/sessions/{charlie's session}                           in   in   404  404  404  404  404  404
/sessions/{absent}                                      in   in   404  404  404  404  404  404
/sessions/{alice's session}/notes/fact/shared           in   in   200  200  404  404  404  404
/sessions/{alice's session}/notes/fact/private          in   in   404  200  404  404  404  404
/sessions/{charlie's session}/notes/fact/shared         in   in   404  404  404  404  404  404
/sessions/{absent}/notes/fact/shared                    in   in   404  404  404  404  404  404
/sessions/{alice's session}/move                        in   in   403  302  403  403  403  403
/sessions/{charlie's session}/move                      in   in   403  404  403  403  403  403
/sessions/{absent}/move                                 in   in   403  404  403  403  403  403
/sessions/{alice's session}/cancel                      in   in   403  302  403  403  403  403
/sessions/{charlie's session}/cancel                    in   in   403  404  403  403  403  403
/sessions/{absent}/cancel                               in   in   403  404  403  403  403  403
/people/{alice}/sessions/new                            in   in   403  302  403  403  403  403
/people/{charlie}/sessions/new                          in   in   403  404  403  403  403  403
/people/{absent}/sessions/new                           in   in   403  404  403  403  403  403
/commitments                                            in   in   302  302  302  302  302  302
/commitments/{alice's commitment}                       in   in   302  404  404  404  404  404
/commitments/{charlie's commitment}                     in   in   404  404  404  404  404  404
/commitments/{absent}                                   in   in   404  404  404  404  404  404
/commitments/{alice's put off}/again                    in   in   302  404  404  404  404  404
/commitments/{alice's commitment}/again                 in   in   404  404  404  404  404  404
/commitments/{charlie's commitment}/again               in   in   404  404  404  404  404  404
/commitments/{absent}/again                             in   in   404  404  404  404  404  404
/commitments/{alice's commitment}/withdraw              in   in   302  404  404  404  404  404
/commitments/{charlie's commitment}/withdraw            in   in   404  404  404  404  404  404
/commitments/{absent}/withdraw                          in   in   404  404  404  404  404  404

/library/instruments/kam-behaviours/preview             in   in   422  422  422  422  422  422
/library/instruments/candidate-interview/preview        in   in   404  422  422  422  422  422
/library/instruments/absent/preview                     in   in   404  404  404  404  404  404

/assessments/{alice's open}/answer                      in   in   302  404  404  404  404  404
/assessments/{tess's open view}/answer                  in   in   404  404  404  302  404  404
/assessments/{charlie's open}/answer                    in   in   404  404  404  404  404  404
/assessments/{absent}/answer                            in   in   404  404  404  404  404  404
/assessments/{alice's open}/answers/B2                  in   in   200  404  404  404  404  404
/assessments/{alice's open}/answers/absent              in   in   404  404  404  404  404  404
/assessments/{tess's open view}/answers/B2              in   in   404  404  404  200  404  404
/assessments/{charlie's open}/answers/B2                in   in   404  404  404  404  404  404
/assessments/{absent}/answers/B2                        in   in   404  404  404  404  404  404
/assessments/{tess's open view}/events                  in   in   404  404  404  302  404  404
/assessments/{alice's open}/events                      in   in   404  404  404  404  404  404
/assessments/{absent}/events                            in   in   404  404  404  404  404  404
/assessments/{tess's open view}/events/{tess's event}/remove  in   in   404  404  404  302  404  404
/assessments/{tess's open view}/events/{an event of erin's}/remove  in   in   404  404  404  404  404  404
/assessments/{absent}/events/{absent}/remove            in   in   404  404  404  404  404  404

/people/{alice}/away                                    in   in   302  302  404  404  404  302
/people/{charlie}/away                                  in   in   404  404  404  404  404  302
/people/{absent}/away                                   in   in   404  404  404  404  404  404
/absences/{alice's absence}/remove                      in   in   302  302  404  404  404  302
/absences/{charlie's absence}/remove                    in   in   404  404  404  404  404  302
/absences/{absent}/remove                               in   in   404  404  404  404  404  404
/me/calendar                                            in   in   302  302  302  302  302  302
/me/calendar/revoke                                     in   in   302  302  302  302  302  302
/mentoring/{alice}/look                                 in   in   403  403  403  302  403  403
/mentoring/{charlie}/look                               in   in   403  403  403  404  403  403
/mentoring/{absent}/look                                in   in   403  403  403  404  403  403
/mentor/ask                                             in   in   302  409  409  409  409  409
/mentor/looks/{alice's look}                            in   in   302  404  404  404  404  404
/mentor/looks/{absent}                                  in   in   404  404  404  404  404  404
/comments/{alice's request}/comment                     in   in   404  404  404  302  404  404
/comments/{charlie's request}/comment                   in   in   404  404  404  404  404  404
/comments/{absent}/comment                              in   in   404  404  404  404  404  404
/comments/{alice's commented}/reply                     in   in   302  404  404  404  404  404
/comments/{charlie's commented}/reply                   in   in   404  404  404  404  404  404
/comments/{absent}/reply                                in   in   404  404  404  404  404  404
/comments/{alice's request}/withdraw                    in   in   302  404  404  404  404  404
/comments/{charlie's request}/withdraw                  in   in   404  404  404  404  404  404
/comments/{absent}/withdraw                             in   in   404  404  404  404  404  404

/cycles/new                                             in   in   403  403  403  403  302  302
/pairs/{alice's pair}/levels/orders                     in   in   302  404  302  404  404  404
/pairs/{alice's pair}/levels/absent                     in   in   404  404  404  404  404  404
/pairs/{charlie's pair}/levels/orders                   in   in   404  404  404  404  404  404
/pairs/{absent}/levels/orders                           in   in   404  404  404  404  404  404
/pairs/{alice's pair}/same                              in   in   302  404  302  404  404  404
/pairs/{charlie's pair}/same                            in   in   404  404  404  404  404  404
/pairs/{absent}/same                                    in   in   404  404  404  404  404  404
/pairs/{alice's pair}/signature                         in   in   302  404  302  404  404  404
/pairs/{charlie's pair}/signature                       in   in   404  404  404  404  404  404
/pairs/{absent}/signature                               in   in   404  404  404  404  404  404

/accounts/new                                           in   in   302  403  403  403  403  302
/accounts/{dairy}/name                                  in   in   302  404  404  404  404  302
/accounts/{mill}/name                                   in   in   404  404  404  404  404  302
/accounts/{absent}/name                                 in   in   404  404  404  404  404  404
/accounts/{dairy}/closed                                in   in   302  404  404  404  404  302
/accounts/{mill}/closed                                 in   in   404  404  404  404  404  302
/accounts/{absent}/closed                               in   in   404  404  404  404  404  404
/accounts/{dairy}/team                                  in   in   302  404  404  404  404  302
/accounts/{mill}/team                                   in   in   404  404  404  404  404  302
/accounts/{absent}/team                                 in   in   404  404  404  404  404  404
/accounts/{dairy}/team/{bob}/end                        in   in   302  404  404  404  404  302
/accounts/{absent}/team/{absent}/end                    in   in   404  404  404  404  404  404
/accounts/{dairy}/contacts                              in   in   302  404  404  404  404  302
/accounts/{mill}/contacts                               in   in   404  404  404  404  404  302
/accounts/{absent}/contacts                             in   in   404  404  404  404  404  404
/accounts/{dairy}/contacts/{dairy's contact}/left       in   in   302  404  404  404  404  302
/accounts/{absent}/contacts/{absent}/left               in   in   404  404  404  404  404  404

/tasks/{alice's yes}/give                               in   in   302  404  404  404  404  404
/tasks/{charlie's task}/give                            in   in   404  404  404  404  404  404
/tasks/{absent}/give                                    in   in   404  404  404  404  404  404
/tasks/{mona's task}/back                               in   in   302  404  404  404  404  404
/tasks/{charlie's task}/back                            in   in   404  404  404  404  404  404
/tasks/{absent}/back                                    in   in   404  404  404  404  404  404
/tasks/{alice's cue}/done                               in   in   302  404  404  404  404  404
/tasks/{mona's task}/done                               in   in   404  404  302  404  404  404
/tasks/{bob's rehearsal}/done                           in   in   404  302  404  404  404  404
/tasks/{charlie's task}/done                            in   in   404  404  404  404  404  404
/tasks/{absent}/done                                    in   in   404  404  404  404  404  404
/tasks/{mona's done}/open                               in   in   404  404  302  404  404  404
/tasks/{charlie's task}/open                            in   in   404  404  404  404  404  404
/tasks/{absent}/open                                    in   in   404  404  404  404  404  404
/drift/{kara's mark}/overrule                           in   in   403  302  403  403  403  403
/drift/{charlie's mark}/overrule                        in   in   403  404  403  403  403  403
/drift/{absent}/overrule                                in   in   403  404  403  403  403  403
/drift/{kara's mark, set aside}/restore                 in   in   403  302  403  403  403  403
/drift/{charlie's mark}/restore                         in   in   403  404  403  403  403  403
/drift/{absent}/restore                                 in   in   403  404  403  403  403  403

/follow-ups/{alice's plus-90}/move                      in   in   403  302  403  403  403  403
/follow-ups/{charlie's plus-90}/move                    in   in   403  404  403  403  403  403
/follow-ups/{absent}/move                               in   in   403  404  403  403  403  403
/follow-ups/{alice's plus-90}/waive                     in   in   403  302  403  403  403  403
/follow-ups/{charlie's plus-90}/waive                   in   in   403  404  403  403  403  403
/follow-ups/{absent}/waive                              in   in   403  404  403  403  403  403
/follow-ups/{alice's talk-after}/held                   in   in   403  302  403  403  403  403
/follow-ups/{charlie's talk-after}/held                 in   in   403  404  403  403  403  403
/follow-ups/{absent}/held                               in   in   403  404  403  403  403  403
/follow-ups/{alice's plus-90}/undo                      in   in   403  302  403  403  403  403
/follow-ups/{charlie's plus-90}/undo                    in   in   403  404  403  403  403  403
/follow-ups/{absent}/undo                               in   in   403  404  403  403  403  403

/queue/several?only={alice}                             in   in   403  302  403  403  403  403
/queue/several?only={charlie}                           in   in   403  404  403  403  403  403
/queue/several?only={absent}                            in   in   403  404  403  403  403  403
/queue/move?who={alice}                                 in   in   403  302  403  403  403  403
/queue/move?who={charlie}                               in   in   403  404  403  403  403  403
/queue/move?who={absent}                                in   in   403  404  403  403  403  403
/queue/held?who={alice}                                 in   in   403  200  403  403  403  403
/queue/held?who={charlie}                               in   in   403  404  403  403  403  403
/queue/held?who={absent}                                in   in   403  404  403  403  403  403
/queue/spoke?who={alice}                                in   in   403  302  403  403  403  403
/queue/spoke?who={charlie}                              in   in   403  404  403  403  403  403
/queue/spoke?who={absent}                               in   in   403  404  403  403  403  403
/queue/hand-over?who={alice}                            in   in   403  302  403  403  403  403
/queue/hand-over?who={charlie}                          in   in   403  404  403  403  403  403
/queue/hand-over?who={absent}                           in   in   403  404  403  403  403  403
/queue/undo?of={alice's plus-90}                        in   in   403  302  403  403  403  403
/queue/undo?of={charlie's plus-90}                      in   in   403  404  403  403  403  403
/queue/undo?of={absent}                                 in   in   403  404  403  403  403  403
/queue/keep?since=2026-05-01&who={alice}                in   in   403  302  403  403  403  403
/queue/keep?since=2026-05-01&who={charlie}              in   in   403  404  403  403  403  403
/queue/keep?since=2026-05-01&who={absent}               in   in   403  404  403  403  403  403
/talks/{alice's talk-after}/held                        in   in   403  403  302  403  403  403
/talks/{charlie's talk-after}/held                      in   in   403  403  404  403  403  403
/talks/{absent}/held                                    in   in   403  403  404  403  403  403
/talks/{alice's talk-after}/undo                        in   in   403  403  409  403  403  403
/talks/{charlie's talk-after}/undo                      in   in   403  403  404  403  403  403
/talks/{absent}/undo                                    in   in   403  403  404  403  403  403
/cohorts/{bob's}/nudge-managers                         in   in   403  302  403  403  403  302
/cohorts/{dora's with alice}/nudge-managers             in   in   403  302  403  403  403  302
/cohorts/{dora's}/nudge-managers                        in   in   403  404  403  403  403  302
/cohorts/{absent}/nudge-managers                        in   in   403  404  403  403  403  404

/programmes/new                                         in   in   403  302  403  403  403  302
/programmes/{programme}/cohorts/new                     in   in   403  302  403  403  403  302
/programmes/{absent}/cohorts/new                        in   in   403  404  403  403  403  404
/cohorts/{bob's}/enrol                                  in   in   403  302  403  403  403  302
/cohorts/{dora's with alice}/enrol                      in   in   403  302  403  403  403  302
/cohorts/{dora's}/enrol                                 in   in   403  404  403  403  403  302
/cohorts/{absent}/enrol                                 in   in   403  404  403  403  403  404
/cohorts/{bob's}/finish                                 in   in   403  302  403  403  403  302
/cohorts/{dora's with alice}/finish                     in   in   403  404  403  403  403  302
/cohorts/{dora's}/finish                                in   in   403  404  403  403  403  302
/cohorts/{absent}/finish                                in   in   403  404  403  403  403  404

/enrolments/{alice's enrolment}/observer                in   in   403  302  403  403  403  302
/enrolments/{charlie's enrolment}/observer              in   in   403  404  403  403  403  302
/enrolments/{absent}/observer                           in   in   403  404  403  403  403  404

/plans/standard/copy                                    in   in   403  403  403  403  403  302
/plans/absent/copy                                      in   in   403  403  403  403  403  404
/plans/import                                           in   in   403  403  403  403  403  302
/plans/drafts/{draft}/title                             in   in   403  403  403  403  403  302
/plans/drafts/{absent}/title                            in   in   403  403  403  403  403  404
/plans/drafts/{draft}/steps                             in   in   403  403  403  403  403  302
/plans/drafts/{absent}/steps                            in   in   403  403  403  403  403  404
/plans/drafts/{draft}/steps/trio                        in   in   403  403  403  403  403  302
/plans/drafts/{absent}/steps/trio                       in   in   403  403  403  403  403  404
/plans/drafts/{draft}/steps/trio/remove                 in   in   403  403  403  403  403  302
/plans/drafts/{absent}/steps/trio/remove                in   in   403  403  403  403  403  404
/plans/drafts/{draft}/restore                           in   in   403  403  403  403  403  302
/plans/drafts/{absent}/restore                          in   in   403  403  403  403  403  404
/plans/drafts/{draft}/publish                           in   in   403  403  403  403  403  409
/plans/drafts/{absent}/publish                          in   in   403  403  403  403  403  404
/plans/drafts/{draft}/discard                           in   in   403  403  403  403  403  302
/plans/drafts/{absent}/discard                          in   in   403  403  403  403  403  404
/cohorts/{bob's}/plan                                   in   in   403  409  403  403  403  409
/cohorts/{dora's with alice}/plan                       in   in   403  404  403  403  403  409
/cohorts/{dora's}/plan                                  in   in   403  404  403  403  403  409
/cohorts/{absent}/plan                                  in   in   403  404  403  403  403  404
/cohorts/{bob's}/load                                   in   in   403  302  403  403  403  302
/cohorts/{dora's with alice}/load                       in   in   403  404  403  403  403  302
/cohorts/{dora's}/load                                  in   in   403  404  403  403  403  302
/cohorts/{absent}/load                                  in   in   403  404  403  403  403  404
/cohorts/{bob's}/enrol-many                             in   in   403  200  403  403  403  200
/cohorts/{dora's}/enrol-many                            in   in   403  404  403  403  403  200
/cohorts/{absent}/enrol-many                            in   in   403  404  403  403  403  404
/enrolments/{alice's enrolment}/focus                   in   in   403  302  403  403  403  302
/enrolments/{charlie's enrolment}/focus                 in   in   403  404  403  403  403  302
/enrolments/{absent}/focus                              in   in   403  404  403  403  403  404

/administration/people/{alice}/lines                    in   in   403  403  403  403  403  302
/administration/people/{absent}/lines                   in   in   403  403  403  403  403  404
/administration/people/{alice}/roles                    in   in   403  403  403  403  403  302
/administration/people/{absent}/roles                   in   in   403  403  403  403  403  404
/administration/people/{alice}/door                     in   in   403  403  403  403  403  302
/administration/people/{absent}/door                    in   in   403  403  403  403  403  404
/administration/invitations                             in   in   403  403  403  403  403  302
/administration/messages/again                          in   in   403  403  403  403  403  302
/administration/messages/{alice's message}/again        in   in   403  403  403  403  403  302
/administration/messages/{absent}/again                 in   in   403  403  403  403  403  404
/administration/people/{alice}/links                    in   in   403  403  403  403  403  302
/administration/people/{absent}/links                   in   in   403  403  403  403  403  404
/administration/people/{alice}/invite                   in   in   403  403  403  403  403  302
/administration/people/{absent}/invite                  in   in   403  403  403  403  403  404
/administration/people/import                           in   in   403  403  403  403  403  302
/administration/people/import/{ann's import}            in   in   403  403  403  403  403  302
/administration/people/import/{amir's import}           in   in   403  403  403  403  403  404
/administration/people/import/{absent}                  in   in   403  403  403  403  403  404

/cards/{alice's card}                                   in   in   302  404  404  404  404  404
/cards/{kara's card}                                    in   in   404  404  404  404  404  404
/cards/{absent}                                         in   in   404  404  404  404  404  404
/meetings/{alice's meeting}/held                        in   in   302  404  404  404  404  404
/meetings/{charlie's meeting}/held                      in   in   404  404  404  404  404  404
/meetings/{absent}/held                                 in   in   404  404  404  404  404  404
/meetings/{alice's meeting}/not-held                    in   in   302  404  404  404  404  404
/meetings/{charlie's meeting}/not-held                  in   in   404  404  404  404  404  404
/meetings/{absent}/not-held                             in   in   404  404  404  404  404  404
/cohorts/{bob's finished}/trios                         in   in   403  422  403  403  403  422
/cohorts/{dora's}/trios                                 in   in   403  404  403  403  403  422
/cohorts/{absent}/trios                                 in   in   403  404  403  403  403  404
/administration/outcomes/import                         in   in   403  403  403  403  403  302
/administration/outcomes/import/{ann's figures}         in   in   403  403  403  403  403  302
/administration/outcomes/import/{amir's figures}        in   in   403  403  403  403  403  404
/administration/outcomes/import/{absent}                in   in   403  403  403  403  403  404
/administration/outcomes/remove                         in   in   403  403  403  403  403  302

/demo/enter                                            404  404   404  404  404  404  404  404
/demo/clock                                            404  404   404  404  404  404  404  404
"""

READING_A_DEMO = """
                                                    nobody gone alice  bob mona tess hugh  ann
/demo/mail                                             200  200   200  200  200  200  200  200
/demo/mail/{mail}                                      200  200   200  200  200  200  200  200
/demo/mail/{absent}                                    404  404   404  404  404  404  404  404
"""

CHANGING_A_DEMO = """
                                                    nobody gone alice  bob mona tess hugh  ann
/demo/enter                                            302  302   302  302  302  302  302  302
/demo/clock                                            302  302   302  302  302  302  302  302
"""

BODIES: dict[str, dict[str, str | list[str]]] = {
    "/cycles/new": {
        "public_id": "CycleOfTheTable1",
        "title": "Autumn",
        "profile": "key-account-manager",
        "unit": "all",
        "opens_on": "2026-04-14",
        "due_on": "2026-04-28",
        "closes_on": "2026-05-05",
        "people": ["{alice}"],
        "then": "start",
    },
    "/pairs/{…}/levels/orders": {"value": "2", "note": "Two.", "base": "1"},
    "/pairs/{…}/levels/absent": {"value": "2", "note": "Two.", "base": "1"},
    "/pairs/{…}/signature": {"seen": "{levels}", "dissent": ""},
    "/people/{…}/away": {"first_day": "2027-05-03", "last_day": "2027-05-07"},
    "/mentoring/{…}/look": {"account": "{dairy}"},
    "/mentor/ask": {"about": "plan", "title": "Of the table", "words": "Is it whole?", "wanted_by": "2026-04-20"},
    "/mentor/looks/{…}": {"text": "Met them."},
    "/comments/{…}/comment": {"text": "Ask first."},
    "/comments/{…}/reply": {"text": "Done."},
    "/sessions/{…}": {"do": "save", "fact-shared-text": "She said it twice.", "fact-shared-base": "0"},
    "/sessions/{…}/notes/fact/shared": {"text": "Heard twice.", "base": "0"},
    "/sessions/{…}/notes/fact/private": {"text": "Heard twice.", "base": "0"},
    "/sessions/{…}/move": {
        "public_id": "{absent}",
        "day": "2026-04-22",
        "clock": "15:00",
        "minutes": "30",
        "place": "Four",
    },
    "/sessions/{…}/cancel": {"why": "The plant is shut."},
    "/people/{…}/sessions/new": {
        "public_id": "NewSession-16ids",
        "day": "2026-04-23",
        "clock": "15:00",
        "minutes": "30",
        "place": "Room 4",
        "step": "",
    },
    "/commitments": {
        "commitment-event": "the review",
        "commitment-with_whom": "Rosa",
        "commitment-event_on": "2026-04-24",
        "commitment-will_do": "ask first",
        "commitment-know_by": "my notes",
        "commitment-measure": "",
    },
    "/commitments/{…}": {"kept": "yes"},
    "/commitments/{…}/again": {"event_on": "2026-04-28"},
    "/me": {"theme": "dark", "time_zone": "Europe/Berlin"},
    "/me/mail": {"digest": "yes", "quiet_from": "19", "quiet_to": "8"},
    "/a/{…}": {"item": "B1", "value": "used", "base": "0", "operation": "of-the-table"},
    "/assessments/{…}/answer": {"then": "later", "operation": "of-the-table"},
    "/assessments/{…}/answers/B2": {"value": "3", "note": "", "base": "0", "operation": "of-the-table"},
    "/assessments/{…}/events": {"happened_on": "2026-04-08", "kind": "call", "what": "On the late audit."},
    "/audits/new": {
        "public_id": "AuditOfTheTable1",
        "person": "{hana}",
        "instrument": "audit-key-account-manager",
        "period_from": "2026-01-01",
        "period_to": "2026-03-31",
        "reason": "The yearly round.",
        "declared": "y",
        "independence": "Never met.",
    },
    "/audits/{…}/items/deciders": {
        "item": "deciders",
        "asked_for": "The map.",
        "wanted_grade": "B",
        "due_on": "2026-05-04",
    },
    "/audits/{…}/evidence/{…}": {
        "received": "Minutes.",
        "lies_at": "Binder 4",
        "dated_on": "2026-03-02",
        "account": "",
        "base": "2",
        "grade": "B",
        "graded_note": "",
    },
    "/audits/{…}/findings/plan_current": {"text": "One lacks a paper.", "base": "1"},
    "/audits/{…}/findings/plan_current/reply": {"reply": "None does.", "dissent": "", "base": "0"},
    "/audits/{…}/findings/plan_current/actions": {
        "operation": "ActionOfTheTable",
        "what": "Minutes.",
        "owner": "{hana}",
        "due_on": "2026-05-04",
    },
    "/actions/{…}/done": {"done_note": "Done."},
    "/actions/{…}/effect": {"effective": "yes", "check_note": "Seen."},
    "/exports/audit.csv": {"audit": "{alice's audit}"},
    "/exports/cohort.csv": {"cohort": "{bob's}"},
    "/exports/cohort-curve.csv": {"cohort": "{bob's curve}"},
    "/exports/programme-curve.csv": {"programme": "{curve of all}"},
    "/exports/cycle.csv": {"cycle": "{cycle}"},
    "/exports/pair.csv": {"pair": "{alice's pair}"},
    "/exports/trail.csv": {"person": "{alice}"},
    "/exports/key-account.csv": {"account": "{dairy}"},
    "/accounts/new": {"name": "Of the table", "lead": "{hana}"},
    "/accounts/{…}/name": {"name": "Another name"},
    "/accounts/{…}/closed": {"do": "close"},
    "/accounts/{…}/team": {"person": "{hana}", "part": "member", "from_date": "2026-04-14"},
    "/accounts/{…}/team/{…}/end": {"to_date": "2026-04-20"},
    "/accounts/{…}/contacts": {"contact": "Rosa", "position": ""},
    "/accounts/{…}/contacts/{…}/left": {"do": "left"},
    "/tasks/{…}/give": {"to": "manager"},
    "/tasks/{…}/done": {"note": "Moved."},
    "/drift/{…}/overrule": {"reason": "Stocktaking."},
    "/follow-ups/{…}/move": {"due_on": "2026-06-18", "reason": "Fair week."},
    "/follow-ups/{…}/waive": {"reason": "Fair week."},
    "/follow-ups/{…}/held": {"held_on": "2026-03-20"},
    "/queue/several?only={…}": {"do": "nudge"},
    "/queue/move?who={…}": {"due_on": "2026-04-20", "reason": "Fair week."},
    "/queue/held?who={…}": {"held_on": "2026-03-20"},
    "/queue/spoke?who={…}": {"reason": "Back on Monday."},
    "/queue/hand-over?who={…}": {"coach": "{dora}", "from_date": "2026-05-01", "back_on": ""},
    "/talks/{…}/held": {"held_on": "2026-03-20", "promised": "The dairy."},
    "/programmes/new": {"name": "Of the table", "measures": ["B1", "B5"], "plan": "standard"},
    "/programmes/{…}/cohorts/new": {"name": "June", "first_day": "2026-06-01", "last_day": "2026-06-02"},
    "/cohorts/{…}/enrol": {"person": "{hana}", "focus": ["B1", "B5"], "observer": ""},
    "/enrolments/{…}/observer": {"observer": "{dora}"},
    "/plans/import": {"file": "{plan}"},
    "/plans/drafts/{…}/title": {"title": "Ours", "lede": "For us.", "was": "{print of draft}"},
    "/plans/drafts/{…}/steps": {"kind": "session", "day": "70"},
    "/plans/drafts/{…}/steps/trio": {
        **{"title": "Three", "why": "To talk.", "days": "14", "opens": "8", "closes": "21", "raters": "self"},
        **{"times": "1", "minutes": "20", "prompts": "What?", "on_miss": "nothing", "was": "{print of trio}"},
    },
    "/cohorts/{…}/plan": {"to": "executive", "shown": "something else"},
    "/cohorts/{…}/enrol-many": {"who": "everybody", "focus": ["B1", "B5"], "observer": "coach"},
    "/enrolments/{…}/focus": {"focus": ["B1", "B9"]},
    "/administration/people/{…}/lines": {"kind": "coach", "holder": "{dora}", "from_date": "2026-05-01"},
    "/administration/people/{…}/roles": {"roles": ["mentor"]},
    "/administration/people/{…}/door": {"do": "disable"},
    "/administration/people/import": {"file": "{upload}"},
    "/cards/{…}": {"choice": "a"},
    "/administration/outcomes/import": {"file": "{figures}"},
    "/administration/outcomes/remove": {"figure": "Renewals"},
    "/exports/levels.csv": {"programme": "{curve of all}"},
    "/demo/enter": {"person": "{hana}"},
    "/demo/clock": {"step": "day"},
}
"""What is sent to a changing route when it is not empty, whosever object it is: {…} stands for each."""

SAME = (
    ("/sessions/{charlie's session}", "/sessions/{absent}"),
    ("/sessions/{charlie's session}/notes/fact/shared", "/sessions/{absent}/notes/fact/shared"),
    ("/sessions/{charlie's session}/move", "/sessions/{absent}/move"),
    ("/sessions/{charlie's session}/cancel", "/sessions/{absent}/cancel"),
    ("/people/{charlie}/sessions/new", "/people/{absent}/sessions/new"),
    ("/commitments/{charlie's commitment}", "/commitments/{absent}"),
    ("/commitments/{charlie's commitment}/again", "/commitments/{absent}/again"),
    ("/commitments/{charlie's commitment}/withdraw", "/commitments/{absent}/withdraw"),
    ("/assessments/{charlie's open}", "/assessments/{absent}"),
    ("/assessments/{charlie's sent}", "/assessments/{absent}"),
    ("/assessments/{charlie's open}/answer", "/assessments/{absent}/answer"),
    ("/assessments/{charlie's sent}/answer", "/assessments/{absent}/answer"),
    ("/assessments/{charlie's open}/answers/B2", "/assessments/{absent}/answers/B2"),
    ("/people/{charlie}/away", "/people/{absent}/away"),
    ("/absences/{charlie's absence}/remove", "/absences/{absent}/remove"),
    ("/mentoring/{charlie}", "/mentoring/{absent}"),
    ("/mentoring/{charlie}/look", "/mentoring/{absent}/look"),
    ("/comments/{charlie's request}", "/comments/{absent}"),
    ("/comments/{charlie's request}/comment", "/comments/{absent}/comment"),
    ("/comments/{charlie's commented}/reply", "/comments/{absent}/reply"),
    ("/comments/{charlie's request}/withdraw", "/comments/{absent}/withdraw"),
    ("/audits/{charlie's audit}", "/audits/{absent}"),
    ("/actions/{dora's action}", "/actions/{absent}"),
    ("/exports/{hugh's export}", "/exports/{absent}"),
    ("/people/{charlie}", "/people/{absent}"),
    ("/tasks/{charlie's task}", "/tasks/{absent}"),
    ("/tasks/{charlie's task}/give", "/tasks/{absent}/give"),
    ("/tasks/{charlie's task}/back", "/tasks/{absent}/back"),
    ("/tasks/{charlie's task}/done", "/tasks/{absent}/done"),
    ("/tasks/{charlie's task}/open", "/tasks/{absent}/open"),
    ("/drift/{charlie's mark}/overrule", "/drift/{absent}/overrule"),
    ("/drift/{charlie's mark}/restore", "/drift/{absent}/restore"),
    ("/follow-ups/{charlie's plus-90}/move", "/follow-ups/{absent}/move"),
    ("/follow-ups/{charlie's plus-90}/waive", "/follow-ups/{absent}/waive"),
    ("/follow-ups/{charlie's talk-after}/held", "/follow-ups/{absent}/held"),
    ("/follow-ups/{charlie's plus-90}/undo", "/follow-ups/{absent}/undo"),
    ("/queue/move?who={charlie}", "/queue/move?who={absent}"),
    ("/queue/several?only={charlie}", "/queue/several?only={absent}"),
    ("/queue/undo?of={charlie's plus-90}", "/queue/undo?of={absent}"),
    ("/queue/keep?since=2026-05-01&who={charlie}", "/queue/keep?since=2026-05-01&who={absent}"),
    ("/talks/{charlie's talk-after}/held", "/talks/{absent}/held"),
    ("/talks/{charlie's talk-after}/undo", "/talks/{absent}/undo"),
    ("/cohorts/{dora's}/nudge-managers", "/cohorts/{absent}/nudge-managers"),
    ("/cohorts/{dora's}", "/cohorts/{absent}"),
    ("/cohorts/{dora's}/enrol", "/cohorts/{absent}/enrol"),
    ("/cohorts/{dora's}/curve", "/cohorts/{absent}/curve"),
    ("/programmes/{dora's programme}/curve", "/programmes/{absent}/curve"),
    ("/cohorts/{dora's}/finish", "/cohorts/{absent}/finish"),
    ("/cohorts/{dora's}/plan", "/cohorts/{absent}/plan"),
    ("/cohorts/{dora's}/load", "/cohorts/{absent}/load"),
    ("/cohorts/{dora's}/planning", "/cohorts/{absent}/planning"),
    ("/cohorts/{dora's}/enrol-many", "/cohorts/{absent}/enrol-many"),
    ("/enrolments/{charlie's enrolment}/focus", "/enrolments/{absent}/focus"),
    ("/enrolments/{charlie's enrolment}/observer", "/enrolments/{absent}/observer"),
    ("/cards/{kara's card}", "/cards/{absent}"),
    ("/meetings/{charlie's meeting}", "/meetings/{absent}"),
    ("/meetings/{charlie's meeting}/held", "/meetings/{absent}/held"),
    ("/meetings/{charlie's meeting}/not-held", "/meetings/{absent}/not-held"),
    ("/cohorts/{dora's}/trios", "/cohorts/{absent}/trios"),
    ("/accounts/{mill}", "/accounts/{absent}"),
    ("/accounts/{mill}/name", "/accounts/{absent}/name"),
    ("/accounts/{mill}/team", "/accounts/{absent}/team"),
    ("/accounts/{mill}/contacts", "/accounts/{absent}/contacts"),
    ("/administration/people/import/{amir's import}", "/administration/people/import/{absent}"),
    ("/administration/outcomes/import/{amir's figures}", "/administration/outcomes/import/{absent}"),
    ("/programmes/{dora's programme}/levels", "/programmes/{absent}/levels"),
    ("/library/instruments/candidate-interview", "/library/instruments/absent"),
    ("/library/instruments/candidate-interview/preview", "/library/instruments/absent/preview"),
    ("/library/instruments/candidate-interview/sheet", "/library/instruments/absent/sheet"),
    ("/library/boosters/boosters-deciders", "/library/boosters/absent"),
    ("/library/boosters/boosters-deciders/{card}", "/library/boosters/boosters-deciders/absent"),
)
"""What is a stranger's or only the staff's, and what was never there: whoever gets 404 for the one gets the very same
for the other."""
